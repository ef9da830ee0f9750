"""The evidence card: what scores over some items are, what speaks for and against them, whose they are."""

from collections.abc import Sequence
from typing import Any

from dash import html

from publication.languages import Language


def evidence_factor(name: str, items: Sequence[str], evidence: str, namesake: str, language: Language) -> Any:
    """Return one factor's card, closed: its items, the evidence, and what it must not be taken for."""
    said = [html.P(language.say("factors.items", items="; ".join(items))), html.P(evidence)]
    if namesake:
        said.append(html.P(language.say("factors.namesake", factor=name, instrument=namesake)))
    return html.Details([html.Summary(name), *said])


def evidence_card(source: str, factors: Sequence[Any], language: Language) -> list[Any]:
    """Return what is known of an instrument's factors: version, rules, rights, and each factor."""
    said = [source, *(language.say(f"factors.{one}") for one in ("off", "rule", "rights"))]
    return [
        html.H3(language.say("factors.heading")),
        *(html.P(one) for one in said if one),
        *factors,
    ]
