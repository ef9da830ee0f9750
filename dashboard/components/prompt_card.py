"""Reflection prompts: under the question of a page, or under the name of a leadership principle."""

from collections.abc import Callable, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.report.prompts import KINDS, Prompt
from publication.languages import Language


def prompt_columns(
    prompts: Sequence[Prompt], language: Language, heading: Callable[..., Component]
) -> Component:
    """Return what to ask, to try and to beware of, in three columns under headings of a level."""
    columns = [
        html.Div(
            [
                heading(language.say(f"principles.{kind}")),
                html.Ul([html.Li(language.of(prompt.text)) for prompt in prompts if prompt.kind == kind]),
            ],
            className=f"prompts-{kind}",
        )
        for kind in KINDS
    ]
    return html.Div(columns, className="prompts")


def page_prompts(prompts: Sequence[Prompt], language: Language) -> list[Component]:
    """Return the prompts of a page; nothing where it has none."""
    columns = prompt_columns(prompts, language, html.H3)
    return [html.Div(columns, className="prompt-card")] if prompts else []


def prompt_card(principle: str, prompts: Sequence[Prompt], language: Language) -> Component:
    """Return the prompts of a principle, under its name."""
    return html.Div(
        [
            html.H3(language.say("principles.prompts", principle=principle)),
            prompt_columns(prompts, language, html.H4),
        ],
        className="prompt-card",
    )
