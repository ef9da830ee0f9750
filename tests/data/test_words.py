"""The pages' words: alike in every language, none missing, none left over."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from publication.languages import CODES, PARTS
from publication.places import DEFAULT_DATA
from tests.dashboards import kinds, rules, site_types

CODE = sorted((Path(__file__).parents[2] / "dashboard").rglob("*.py"))
# What the dashboard reads out of a publication or a record of refusals, and says in words of its own.
FROM_ETL = rules() | kinds() | site_types()


def flat(words: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in words.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{name}.")
        else:
            assert isinstance(value, str), f"{before}{name} is no text"
            yield f"{before}{name}", value


def words_of(code: str) -> dict[str, str]:
    files = (DEFAULT_DATA / f"words/{part}.{code}.toml" for part in PARTS)
    return {key: text for file in files for key, text in flat(tomllib.loads(file.read_text("utf-8")))}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


WORDS = {code: words_of(code) for code in CODES}
KEYS = set(WORDS["en"])


def test_every_language_has_the_same_keys() -> None:
    assert len(KEYS) > 100
    for code in CODES:
        assert set(WORDS[code]) == KEYS, code


@pytest.mark.parametrize("code", ["da", "nb"])
def test_what_is_published_has_one_word_on_pages_and_in_the_terminal(code: str) -> None:
    words = [DEFAULT_DATA / "words" / f"{name}.toml" for name in (code, f"pages.{code}", f"meetings.{code}")]
    said = re.sub(r"\{\w+\}|rejsespor publish", "", "".join(path.read_text("utf-8") for path in words))
    assert re.findall(r"(?i)publi(?:k|c|s)[a-zé]+", re.sub(r"(?m)^\w+(\.\w+)? =", "", said)) == []


def test_every_language_has_the_same_placeholders() -> None:
    for key in KEYS:
        assert {frozenset(placeholders(WORDS[code][key])) for code in CODES} == {
            frozenset(placeholders(WORDS["en"][key]))
        }, key


def test_nothing_is_empty_or_has_stray_spaces() -> None:
    assert [(c, k) for c in CODES for k, text in WORDS[c].items() if not text or "  " in text] == []


def test_what_is_counted_is_there_for_one_and_for_many() -> None:
    """By its number, or by the names of what is counted."""
    ones = {key.removesuffix(".one") for key in KEYS if key.endswith(".one")}
    assert ones == {key.removesuffix(".many") for key in KEYS if key.endswith(".many")}
    for key in ones:
        assert {"n", "below", "above", "sites"} & placeholders(WORDS["en"][f"{key}.many"]), key


def pattern(node: ast.JoinedStr) -> str:
    """Return an f-string as a regular expression: what is put in is one part of a key."""
    parts = [
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "([a-z0-9_]+)"
        for part in node.values
    ]
    return "".join(parts)


def keys_said(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield how a key is asked for (say, counted) and the key, as a regular expression."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("say", "counted"):
            given = node.args[0]
            outcomes = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
            for one in outcomes:
                if isinstance(one, ast.JoinedStr):
                    yield name, pattern(one)
                elif isinstance(one, ast.Constant):
                    yield name, re.escape(str(one.value))


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.stem)
def test_every_key_said_is_there(path: Path) -> None:
    for how, key in keys_said(ast.parse(path.read_text("utf-8"))):
        ending = r"\.(one|many)" if how == "counted" else ""
        assert any(re.fullmatch(key + ending, known) for known in KEYS), f"{path.name}: {key}"


def constants(tree: ast.AST) -> Iterator[str]:
    yield from (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def is_said(key: str, texts: set[str], patterns: set[str]) -> bool:
    """Say whether a key stands in the code: whole, or put together from texts that stand there."""
    found = [re.fullmatch(one, key) for one in patterns]
    return key in texts or any(match and set(match.groups()) <= texts for match in found)


IN_TEMPLATES = re.compile(r"""["']([a-z_]+\.[a-z_.]+)["']( ~ )?""")
TEMPLATES = sorted((Path(__file__).parents[2] / "dashboard").rglob("templates/*.html"))


def in_templates() -> Iterator[tuple[str, bool]]:
    """Yield the keys that templates say, and whether something follows that is only known when they do."""
    for path in TEMPLATES:
        for key, follows in IN_TEMPLATES.findall(path.read_text("utf-8")):
            is_file = key.endswith((".css", ".js", ".html"))
            if not is_file and key.partition(".")[0] in {known.partition(".")[0] for known in KEYS}:
                yield key, bool(follows)


def test_every_key_of_a_template_is_there() -> None:
    found = set(in_templates())
    assert len(found) > 50
    for key, follows in found:
        known = re.compile(re.escape(key) + (r"\w+" if follows else "") + r"(\.one|\.many)?")
        assert any(map(known.fullmatch, KEYS)), key


def test_every_key_is_used() -> None:
    # How a list is put together, and what printed figures cannot be, stands in the publication.
    code = [*CODE, *(Path(__file__).parents[2] / "publication").rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in code]
    texts = {text for tree in trees for text in constants(tree)} | FROM_ETL
    texts |= {key for key, follows in in_templates() if not follows}
    joined = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    patterns = {one for one in map(pattern, joined) if re.match(r"[a-z_]+\\\.", one)}
    patterns |= {rf"{re.escape(key)}(\w+)" for key, follows in in_templates() if follows}
    plain = {re.sub(r"\.(one|many)$", "", key) for key in KEYS}
    # The professional words are listed as they are, whichever there are.
    ours = {key for key in plain if not key.startswith("term.")}
    assert sorted(key for key in ours if not is_said(key, texts, patterns)) == []
