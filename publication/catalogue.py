"""The words a reader sees, from `data/words/*.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

from publication.definitions.text import LANGUAGES, Language, Text


@dataclass(frozen=True, slots=True)
class Words:
    """Every word in every language, by dotted key; a language's file is read when it is first asked."""

    files: Mapping[Language, Path]

    def say(self, language: Language, key: str, /, **values: str) -> str:
        """Return the words under a dotted key, with the values put in; an unknown key is a KeyError."""
        words: Any = reduce(getitem, key.split("."), _table(self.files[language]))
        return str(words).format(**values)

    def in_all(self, key: str, **values: str) -> Text:
        """Return the words under a key in all languages."""
        return {language: self.say(language, key, **values) for language in LANGUAGES}


def read_words(data: Path, default: Path) -> Words:
    """Read the word files; a data folder without words of its own uses the default's."""
    folder = data / "words" if (data / "words").is_dir() else default / "words"
    return Words({language: folder / f"{language}.toml" for language in LANGUAGES})


@cache
def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
