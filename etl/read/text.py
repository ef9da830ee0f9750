"""Strict decoding: UTF-8 with or without a byte order mark, else Windows-1252; nothing is replaced."""

from etl.faults import Fault, SourceError


def decode(name: str, content: bytes) -> str:
    """Return a file's text. Raises SourceError for an empty file, NUL bytes, or bytes in neither encoding."""
    if not content.strip():
        raise SourceError([Fault(name, "empty_file")])
    if b"\x00" in content:
        line = content.count(b"\n", 0, content.index(b"\x00")) + 1
        raise SourceError([Fault(name, "nul_bytes", line=line)])
    for encoding in ("utf-8-sig", "windows-1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as undecodable:
            at = undecodable.start
    raise SourceError([Fault(name, "unknown_encoding", line=content[:at].count(b"\n") + 1)])
