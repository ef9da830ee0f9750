"""What is wrong with a definition file, told by key: what was found there, what is accepted, what to do."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from publication.definitions.text import ID_PATTERN, MONTH_PATTERN
from publication.faults import NONE_NEAR, Fault

Schema = Mapping[str, Any]
Location = Sequence[int | str]

_KIND_WANTED = {
    "string": "key_text",
    "int": "key_whole_number",
    "float": "key_number",
    "bool": "key_truth",
    "date": "key_date",
    "list": "key_list",
    "tuple": "key_list",
    "dict": "key_table",
    "model": "key_table",
}
_PLAIN = {
    "missing": "key_missing",
    "union_tag_not_found": "key_missing",
    "string_too_short": "key_too_short",
    "too_short": "key_too_short",
}
_SIGNS = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}
_BARE_MONTH = re.compile(r"=\s*([0-9]{4}-[0-9]{2})(?![0-9-])")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate", "twice")


def toml_fault(file: str, text: str, error: tomllib.TOMLDecodeError) -> Fault:
    """Return what is wrong with a file that is no TOML, and on which line."""
    message = str(error)
    at = re.search(r"at line (\d+)", message)
    line = int(at[1]) if at else len(text.rstrip().splitlines()) or 1
    if any(words in message for words in _TWICE):
        return Fault(file, "toml_twice", line=line)
    lines = text.splitlines()
    bare = _BARE_MONTH.search(lines[line - 1]) if line <= len(lines) else None
    if bare:
        return Fault(file, "toml_month", line=line, details={"month": bare[1]})
    return Fault(file, "not_toml", line=line)


def definition_fault(file: str, error: Any, schema: Schema) -> Fault:
    """Return one of pydantic's errors as a fault; the schema says which keys there are at its place."""
    parts, node = _walk(schema, error["loc"])
    rule, details = _rule(error, node)
    if rule == "key_unknown":
        details["nearest"] = _nearest(str(parts[-1]), details.pop("known").split(", "))
    if error["type"].startswith("union_tag"):
        parts = [*parts, error["ctx"]["discriminator"].strip("'")]
    value = _found(error)
    return Fault(file, rule, column=path_of(parts), value=value, details=details, part="key")


def path_of(parts: Location) -> str:
    """Write a place in the file as people write it: items[3].label.da (counted from one)."""
    written = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in parts]
    return "".join(written).removeprefix(".") or "(file)"


def _nearest(key: str, known: Sequence[str]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    return near[0] if near else NONE_NEAR


def _found(error: Any) -> str | None:
    if error["type"] == "union_tag_invalid":
        return str(error["ctx"]["tag"])
    if error["type"] in ("missing", "extra_forbidden") or error["loc"][-1:] == ("[key]",):
        return None
    found = error["input"]
    if isinstance(found, bool):
        return str(found).lower()
    return str(found) if isinstance(found, str | int | float) else None


def _rule(error: Any, node: Schema) -> tuple[str, dict[str, str]]:
    """Return the fault's key and what goes into its sentence; pydantic's own where none of ours fits."""
    kind, words = error["type"], error.get("ctx", {})
    if kind == "contradiction":
        details = dict(words)
        return details.pop("rule"), details
    if kind in _PLAIN:
        return _PLAIN[kind], {}
    if kind == "extra_forbidden":
        return "key_unknown", {"known": ", ".join(node.get("properties", {}))}
    if kind in ("literal_error", "union_tag_invalid"):
        return _not_among(error, words.get("expected") or words["expected_tags"])
    if kind == "string_pattern_mismatch" and words["pattern"] == ID_PATTERN:
        return "key_no_id", {"id": str(error["input"])}
    if kind == "string_pattern_mismatch" and words["pattern"] == MONTH_PATTERN:
        return "key_no_month", {}
    if kind in _SIGNS:
        return "key_out_of_range", {"accepted": f"{_SIGNS[kind]} {next(iter(words.values()))}"}
    wanted = _KIND_WANTED.get(kind.split("_")[0])
    if wanted and re.search(r"_(type|parsing|from_)", kind):
        return wanted, {}
    return "definition", {"why": error["msg"].removeprefix("Value error, ")}


def _not_among(error: Any, expected: str) -> tuple[str, dict[str, str]]:
    accepted = ", ".join(text or number for text, number in re.findall(r"'([^']*)'|(\d+)", expected))
    if error["loc"][-1:] == ("[key]",):
        return "key_unknown", {"known": accepted}
    return "key_not_among", {"accepted": accepted}


def _resolved(schema: Schema, node: Schema) -> Schema:
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return node


def _below(schema: Schema, node: Schema, part: int | str) -> Schema | None:
    """Return what lies under a key, or an entry of a list; None where the schema does not say."""
    node = _resolved(schema, node)
    if isinstance(part, int) and "items" in node:
        return dict(node["items"])
    if part in node.get("properties", {}):
        return _resolved(schema, node["properties"][part])
    for named in node.get("patternProperties", {}).values():
        return _resolved(schema, named)
    if isinstance(node.get("additionalProperties"), dict):
        return _resolved(schema, node["additionalProperties"])
    for option in [*node.get("anyOf", []), *node.get("oneOf", [])]:
        if (below := _below(schema, option, part)) is not None:
            return below
    return None


def _walk(schema: Schema, location: Location) -> tuple[list[int | str], Schema]:
    """Follow a place through the schema; return it as people write it, and what holds its last key."""
    parts: list[int | str] = []
    node = holder = _resolved(schema, schema)
    for part in location:
        if part in (kinds := node.get("discriminator", {}).get("mapping", {})):
            node = holder = _resolved(schema, {"$ref": kinds[part]})
        elif not str(part).startswith(("(", "[key]")):
            parts.append(part)
            holder, node = node, _resolved(schema, _below(schema, node, part) or {})
    return parts, holder
