"""Rows of involvement: the score of every site."""

from collections.abc import Iterator

from dashboard.answers.change import values_of
from dashboard.answers.rows import number
from dashboard.report.offered import INVOLVEMENT
from dashboard.report.rows import Row, RowKind, RowKinds, Wanted, head_of
from dashboard.statistics.moments import mean_interval, moments_of_errors
from publication.ids import OVERALL
from publication.queries.answers import Answer
from publication.queries.change import ask_answers
from publication.queries.involvement import ask_merged_groups
from publication.reading import Option


def _site_options(wanted: Wanted, instrument: str, wave: str) -> list[Option]:
    """Return the sites of a wave side by side, and the larger groups a score stands under instead."""
    publication = wanted.publication
    sites = [option.id for option in publication.leaves(wave, wave, publication.site_level)]
    merged = ask_merged_groups(publication.cursor(), instrument, OVERALL, wave, wave)
    standing = {*sites, *(merged[site] for site in sites if site in merged)}
    options = publication.options.get((wave, wave), ())
    return [
        option
        for option in options
        if option.id in standing and (wanted.group is None or option.within(wanted.group))
    ]


def site_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the score of every site (within each role, or whole, as the tree allows) with its interval."""
    instrument = wanted.instrument or INVOLVEMENT
    for wave in wanted.waves_of(instrument) if instrument in wanted.publication.instruments else []:
        sheets = wanted.publication.sheets(instrument)
        for option in _site_options(wanted, instrument, wave):
            answer = ask_answers(sheets, option.id, wave).get(OVERALL)
            if answer is not None:
                values = values_of(wanted.publication.instruments[instrument])
                yield head_of(wanted, instrument, wave, option) | _site(option, answer, values)


def _site(option: Option, answer: Answer, values: range) -> Row:
    shown = answer.status == "shown"
    numbers = (answer.n, answer.mean, answer.se) if shown else (0, 0, 0)
    moments = moments_of_errors(*([number(figure)] for figure in numbers))
    low, high = mean_interval(moments, (values[0], values[-1]))
    return {
        "site_count": option.sites,
        "n": answer.n,
        "score": float(moments.mean[0]),
        "low": float(low[0]),
        "high": float(high[0]),
        "status": answer.status,
    }


KINDS: RowKinds = {"sites": RowKind(site_rows)}
