"""XML inside workbooks, read as a stream: handlers by element, nothing from outside, no document types."""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

from publication.faults import Fault, SourceError

_CHUNK = 1 << 20

Attributes = dict[str, str]


class _UnsafeError(ValueError):
    """A document type in a workbook: none has one, and entities can make a small file huge."""


def _refuse_doctype(*_: object) -> None:
    raise _UnsafeError


def read_xml(
    file: IO[bytes],
    name: str,
    kind: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call handlers for the elements ('namespace name') and the text between them.

    Raises SourceError where the XML is cut or broken, or holds values that are none.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as broken:
        raise SourceError([Fault(name, "damaged", details={"format": kind})]) from broken


def local(name: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return name[name.rfind(" ") + 1 :]


def locals_of(attributes: Mapping[str, str]) -> Attributes:
    """Return attributes by their names without namespaces."""
    return {local(name): value for name, value in attributes.items()}
