"""A score of a site as one line: whose it is, a small picture, the numbers, whether it has changed."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.small_picture import small_picture
from dashboard.pages.site.answer import SiteScore
from dashboard.pages.site.chart import draw_score
from dashboard.pages.site.text import claim_words, interval_words, score_words, stands_for
from dashboard.pages.site.told import Told
from dashboard.report.labels import in_sentence
from dashboard.report.people import EARLIER, LATER


def score_picture(score: SiteScore, instrument: str, told: Told) -> list[Component]:
    """Return the picture of a score; none where it is hidden."""
    words = interval_words(score, told.waves, told.language)
    picture = draw_score(score, told.scale(instrument), told.two_waves, words)
    return [small_picture(picture)] if picture else []


def score_reading(score: SiteScore, told: Told) -> list[Component]:
    """Return a score's numbers, and whether it has changed."""
    numbers = html.Span(score_words(score, told.waves, told.language), className="score-numbers")
    claim = claim_words(score, told.waves, told.language)
    return [numbers, *([html.Span(claim, className=f"claim claim-{score.claim}")] if claim else [])]


def larger_group(score: SiteScore, told: Told) -> list[Component]:
    """Say for how many sites a score stands, where it is not one alone."""
    words = stands_for(score.group, told.language)
    return [html.Span(words, className="stands-for")] if words else []


def score_line(score: SiteScore, instrument: str, told: Told) -> Component:
    """Return a line for a group."""
    name = html.Span(told.language.of(score.group.label), className="score-name")
    who = html.Div([name, *larger_group(score, told)], className="score-who")
    picture = html.Div(score_picture(score, instrument, told), className="score-picture")
    return html.Li(
        [who, picture, html.Div(score_reading(score, told), className="score-reading")], className="score"
    )


def score_legend(told: Told, scores: Sequence[SiteScore], what: str = "") -> Component:
    """Return which mark is which wave, and what a band is; before it what is drawn, where that is said."""
    earlier, later = map(in_sentence, told.waves)
    waves = [EARLIER + earlier, LATER + later] if told.two_waves else [LATER + later]
    band: Sequence[Component | str] = [
        html.Span(className="band-mark", **aria(hidden="true")),
        in_sentence(told.language.say("involvement.band")),
    ]
    named = [html.Span(words) for words in ([what] if what else []) + waves]
    bands = [html.Span(band)] if any(score.whole for score in scores) else []
    return html.P([*named, *bands], className="score-legend")
