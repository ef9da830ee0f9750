"""A paper as PDF, set by Typst: tagged, with our own fonts, the same bytes for the same paper."""

import json
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboard.carriers.paper.paper import Paper

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "templates" / "paper.typ"
_FONTS = _HERE / "fonts"


def pdf(paper: Paper) -> bytes:
    """Return a paper as PDF/UA-1; what Typst would only warn of, such as a missing font, is an error.

    Raises ImportError where the package typst is not installed.
    """
    import typst

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiler = typst.Compiler(
            _TEMPLATE.read_bytes(), root=str(_HERE), font_paths=[str(_FONTS)], ignore_system_fonts=True
        )
        written = compiler.compile(
            format="pdf",
            sys_inputs={"paper": json.dumps(_for_typst(paper), ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=paper.published_on,
        )
    if not isinstance(written, bytes):
        raise TypeError(type(written).__name__)
    return written


def _for_typst(paper: Paper) -> dict[str, Any]:
    """Return what the template reads: the paper, its words, and language and region of its hyphens."""
    language, region = paper.language.described.locale.split("_")
    told = {name: getattr(paper, name) for name in ("title", "issue", "facts", "promise")}
    return {
        **told,
        "language": language,
        "region": region,
        "words": {name: paper.language.say(f"paper.{name}") for name in ("contents", "who", "read")},
        "chapters": [asdict(chapter) for chapter in paper.chapters],
        "sections": [asdict(section) for section in paper.sections],
    }
