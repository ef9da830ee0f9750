"""The professional words: said by the pages, explained in every language, in the order of its alphabet."""

import re

import pytest

from dashboard.meetings.explained import forms, parts
from dashboard.meetings.words import in_order
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import LANGUAGES
from tests.data.test_words import WORDS

# Said in reports and files, and so in meetings about them.
ELSEWHERE = {"kor"}


def said_anywhere(code: str) -> str:
    """All that pages, labels and prose say in a language, but for the explanations themselves."""
    told = [text for key, text in WORDS[code].items() if not key.startswith("term.")]
    told += [path.read_text("utf-8") for path in DEFAULT_DATA.glob(f"prose/*.{code}.md")]
    for path in (*DEFAULT_DATA.glob("instruments/*.toml"), *DEFAULT_DATA.glob("programmes/*.toml")):
        told += re.findall(rf'\b{code} = "([^"]*)"', path.read_text("utf-8"))
    return " ".join(told).casefold()


@pytest.mark.parametrize("code", CODES)
def test_every_word_explained_is_said_somewhere(code: str) -> None:
    terms = LANGUAGES[code].words["term"]
    told = said_anywhere(code)
    assert 25 <= len(terms) <= 45
    unsaid = {form for form, term in forms(terms).items() if term not in ELSEWHERE and form not in told}
    assert unsaid == set()


@pytest.mark.parametrize("code", CODES)
def test_a_word_is_explained_in_a_sentence_or_two(code: str) -> None:
    for term, words in LANGUAGES[code].words["term"].items():
        assert 1 <= len(re.findall(r"[.!?]( |$)", words["meaning"])) <= 3, term
        assert len(words["meaning"].split()) <= 45, term


# As Danish and Norwegian dictionaries sort: æ, ø, å after z, aa as å; other accents as none.
@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("da", ["abe", "élite", "Esbjerg", "zebra", "æble", "Øst", "ål", "Aalborg"]),
        ("nb", ["ape", "Zoo", "ære", "øl", "åker"]),
        ("en", ["Aalborg", "apple", "élite", "Zebra"]),
    ],
)
def test_words_stand_as_the_alphabet_has_them(code: str, names: list[str]) -> None:
    ours = {str(at): {"name": name, "said": name, "meaning": "m"} for at, name in enumerate(reversed(names))}
    found = [word.name for word in in_order(ours, (), LANGUAGES[code])]
    assert found == names


TERMS = {"a": {"said": "måling"}, "b": {"said": "sikker, sikker ændring"}, "c": {"said": "mean"}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("To målinger og en måling", [("målinger", "a"), ("måling", "")]),
        ("ingen sikker ændring her", [("sikker ændring", "b")]),
        ("usikker, sikkerhedsmåling, måling-agtig", []),
        ("Måling", [("Måling", "a")]),
        ("meaning means mean", [("means", "c"), ("mean", "")]),
    ],
)
def test_a_word_is_found_with_its_endings_and_linked_once(text: str, found: list[tuple[str, str]]) -> None:
    pieces = [*parts(text, TERMS)]
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for at, piece in enumerate(pieces) if at % 2] == found
