"""Pages of prose: Markdown, one file per page and language, with the numbers of a programme put in."""

from collections.abc import Mapping
from pathlib import Path

from dashboard.languages import CODES, Code
from dashboard.settings import DEFAULT_DATA

PAGES = ("privacy",)
Prose = Mapping[tuple[str, Code], str]


def read_prose(data: Path) -> dict[tuple[str, Code], str]:
    """Return (page, language) → Markdown; a data folder without prose of its own uses the repository's."""
    folder = data / "prose" if (data / "prose").is_dir() else DEFAULT_DATA / "prose"
    return {
        (page, code): (folder / f"{page}.{code}.md").read_text("utf-8") for page in PAGES for code in CODES
    }
