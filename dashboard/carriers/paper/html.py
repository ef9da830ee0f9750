"""A paper as one HTML file that opens anywhere: its pictures, font and looks are in it."""

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.carriers.paper.paper import Paper

_FONT = Path(__file__).parents[2] / "assets" / "vendor" / "source-sans-3-latin-wght-normal.woff2"
_TEMPLATES = Path(__file__).parent / "templates"


@cache
def _templates() -> Environment:
    """Return what sets a template; every word put in is escaped."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(paper: Paper) -> bytes:
    """Return a paper as a file."""
    font = base64.b64encode(_FONT.read_bytes()).decode("ascii")
    template = _templates().get_template("paper.html")
    return template.render(paper=paper, say=paper.language.say, font=font).encode("utf-8")
