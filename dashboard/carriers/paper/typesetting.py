"""Sets a paper from JSON on stdin as PDF/UA-1 on stdout: a process of its own.

Typst keeps 200 MB of every paper it has set for as long as its process lives.
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


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
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode("utf-8"), int(sys.argv[1])))
