"""A paper as PDF: tagged, with our own fonts, the same bytes for the same paper."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from dashboard.carriers.paper.paper import Paper

_TYPESETTING = Path(__file__).with_name("typesetting.py")
# One at a time: each takes 300 MB.
_TURN = Lock()
# In seconds; a paper takes two or three. Who asks for one stands in line for as long as several take.
_LONGEST, _PATIENCE = 120, 15


class Busy(Exception):
    """Several papers are asked for at once."""


def pdf(paper: Paper) -> bytes:
    """Return a paper as PDF/UA-1; what Typst would only warn of, such as a missing font, is an error.

    Raises CalledProcessError where it cannot be set, Busy where too many are asked for.
    """
    command = [sys.executable, str(_TYPESETTING), str(paper.published_on)]
    told = json.dumps(_for_typst(paper), ensure_ascii=False).encode("utf-8")
    if not _TURN.acquire(timeout=_PATIENCE):
        raise Busy
    try:
        return subprocess.run(command, input=told, capture_output=True, check=True, timeout=_LONGEST).stdout
    finally:
        _TURN.release()


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
