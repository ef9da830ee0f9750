"""Pages of prose: Markdown, one file per page and language, with the numbers of a programme put in."""

from collections.abc import Mapping
from pathlib import Path

from publication.language_list import LanguageList
from publication.places import DEFAULT_DATA

PAGES = ("privacy", "methods")
Prose = Mapping[tuple[str, str], str]


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
