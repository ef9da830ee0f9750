import tomllib
from string import Formatter
from typing import Any

import pytest

from publication.definitions.text import LANGUAGES
from publication.places import DEFAULT_DATA

TABLES = ("group", "fault", "note", "refused", "done", "report", "propose", "release")


def table(language: str, name: str) -> dict[str, str]:
    said: dict[str, Any] = tomllib.loads((DEFAULT_DATA / "words" / f"{language}.toml").read_text("utf-8"))
    return dict(said[name])


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("name", TABLES)
def test_the_three_languages_have_the_same_keys_and_placeholders(name: str) -> None:
    english = {key: placeholders(words) for key, words in table("en", name).items()}
    for language in LANGUAGES:
        assert {key: placeholders(words) for key, words in table(language, name).items()} == english


@pytest.mark.parametrize("name", ["fault", "note", "refused", "done", "propose", "release"])
@pytest.mark.parametrize("language", ["nb", "da"])
def test_sentences_are_translated(name: str, language: str) -> None:
    english = table("en", name)
    assert [
        key for key, words in table(language, name).items() if words == english[key] and " " in words
    ] in (
        [],
        ["group"],
    )
