"""Pages of prose: Markdown, one file per page and language, with the numbers of a programme put in."""

from collections.abc import Mapping
from pathlib import Path

from publication.languages import CODES, Code
from publication.places import DEFAULT_DATA

PAGES = ("privacy", "methods")
Prose = Mapping[tuple[str, Code], str]


def read_prose(data: Path) -> dict[tuple[str, Code], str]:
    """Return (page, language) → Markdown; a page that a data folder does not bring is the repository's."""
    return {
        (page, code): _file(data, f"{page}.{code}.md").read_text("utf-8") for page in PAGES for code in CODES
    }


def _file(data: Path, name: str) -> Path:
    own = data / "prose" / name
    return own if own.is_file() else DEFAULT_DATA / "prose" / name
