"""Professional words in a text: the first of each leads to what it means."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask import request, url_for
from markupsafe import Markup, escape

from dashboard.report.services import services

Words = Mapping[str, Mapping[str, str]]
# What a word may end in besides: plural, genitive, the Nordic article. What goes on else is another word.
_ENDINGS = "(?:e|en|ens|er|erne|ene|es|et|ets|n|ne|r|rne|s|t)?"


def forms(terms: Words) -> dict[str, str]:
    """Return how pages say each word, without capitals → its id."""
    return {said.casefold(): term for term, words in terms.items() for said in words["said"].split(", ")}


@lru_cache(maxsize=16)
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the longest of the words, as pages say them."""
    longest_first = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])({longest_first}){_ENDINGS}(?![\w-])", re.IGNORECASE)


def parts(text: str, terms: Words) -> Iterator[tuple[str, str]]:
    """Yield a text's pieces with the id of the word each is; '' for what lies between, or is said again."""
    known, end, seen = forms(terms), 0, set[str]()
    for match in _pattern(tuple(known)).finditer(text):
        term = known[match[1].casefold()]
        yield text[end : match.start()], ""
        yield match[0], "" if term in seen else term
        seen.add(term)
        end = match.end()
    yield text[end:], ""


def explained(text: str) -> Markup:
    """Return a text whose professional words lead to what they mean."""
    terms: Any = services().language(request.args).words["term"]
    return Markup("").join(_linked(piece, term) for piece, term in parts(text, terms))


def _linked(piece: str, term: str) -> Markup:
    if not term:
        return escape(piece)
    carried: Any = {name: request.args[name] for name in ("lang", "programme") if name in request.args}
    address = url_for("meetings.words", _anchor=f"word-{term}", **carried)
    return Markup('<a class="term" href="{}">{}</a>').format(address, piece)
