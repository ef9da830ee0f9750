"""Sets a paper from JSON on stdin as PDF/UA-1 on stdout: a process of its own.

Typst keeps 200 MB of every paper it has set for as long as its process lives.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
# What stands for a sign that our letters have not, such as 😀: without it there would be no paper at all.
_UNKNOWN = "?"


@cache
def _letters() -> frozenset[int]:
    fonts = (TTFont(path, lazy=True).getBestCmap() for path in (HERE / "fonts").glob("*.ttf"))
    return frozenset.intersection(*map(frozenset, fonts)) | frozenset(map(ord, "\n\t"))


def legible(told: Any) -> Any:
    """Return what is told in the letters there are."""
    if isinstance(told, str):
        return "".join(sign if ord(sign) in _letters() else _UNKNOWN for sign in told)
    if isinstance(told, list):
        return [legible(one) for one in told]
    return {name: legible(one) for name, one in told.items()} if isinstance(told, dict) else told


def typeset(paper: str, timestamp: int) -> bytes:
    """Return a paper as PDF, dated in seconds since 1970; nothing outside this folder is read.

    Raises what Typst warns of, such as a font that is not there.
    """
    compiler = typst.Compiler(  # type: ignore[misc]
        (HERE / "templates" / "paper.typ").read_bytes(),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
    )
    written, warned = compiler.compile_with_warnings(
        format="pdf", sys_inputs={"paper": paper}, pdf_standards="ua-1", timestamp=timestamp
    )
    for warning in warned:
        raise warning
    if not isinstance(written, bytes):
        raise TypeError(type(written).__name__)
    return written


if __name__ == "__main__":
    told = legible(json.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(typeset(json.dumps(told, ensure_ascii=False), int(sys.argv[1])))
