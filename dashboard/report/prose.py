"""Pages of prose: Markdown, one file per page and language, with the numbers of a programme put in."""

import re
from collections.abc import Mapping
from pathlib import Path

from publication.definitions.programme import Programme
from publication.definitions.text import same_in_all_languages
from publication.language_list import LanguageList
from publication.places import DEFAULT_DATA
from publication.reading import Publication

PAGES = ("privacy", "methods")
Prose = Mapping[tuple[str, str], str]
# The id of a part behind its heading.
ID = re.compile(r"\{#([\w-]+)\}")
# What a programme has that says nothing else.
USUAL = Programme(id="usual", name=same_in_all_languages("usual"))


def read_prose(data: Path, listed: LanguageList) -> dict[tuple[str, str], str]:
    """Return (page, language) → Markdown.

    A page that a data folder does not bring is the repository's, one that a language lacks is the default's.
    """
    return {
        (page, code): _prose(data, page, (code, listed.default)) for page in PAGES for code in listed.codes
    }


def _prose(data: Path, page: str, codes: tuple[str, str]) -> str:
    places = [folder / "prose" / f"{page}.{code}.md" for code in codes for folder in (data, DEFAULT_DATA)]
    return next(path for path in places if path.is_file()).read_text("utf-8")


def numbers_of(publication: Publication | None) -> dict[str, int]:
    """Return the numbers that prose may name: those of a programme, or the usual ones where there is none."""
    given = publication.definition if publication else USUAL
    return {"k": given.k, "form_at": given.form_at, "fewest": given.k - 1}


def numbered(text: str, publication: Publication | None) -> str:
    """Put a programme's numbers in; the ids of parts stand in braces, too."""
    return ID.sub(r"{{#\1}}", text).format(**numbers_of(publication))
