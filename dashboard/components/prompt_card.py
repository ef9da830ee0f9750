"""Reflection prompts for one leadership principle."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.report.prompts import KINDS, Prompt
from publication.languages import Language


def prompt_card(principle: str, prompts: Sequence[Prompt], language: Language) -> Component:
    """Return what to ask, to try and to beware of, in three columns."""
    columns = [
        html.Div(
            [
                html.H4(language.say(f"principles.{kind}")),
                html.Ul([html.Li(language.of(prompt.text)) for prompt in prompts if prompt.kind == kind]),
            ],
            className=f"prompts-{kind}",
        )
        for kind in KINDS
    ]
    return html.Div(
        [
            html.H3(language.say("principles.prompts", principle=principle)),
            html.Div(columns, className="prompts"),
        ],
        className="prompt-card",
    )
