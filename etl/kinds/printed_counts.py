"""Counts printed in a report: one row per wave and category (or item that was ticked), n and percentage."""

from collections.abc import Mapping, Sequence

from etl.columns.columns import Column, Content, RowRule, key_column, named
from etl.columns.mapping import NotPrinted, PublishedCountsMapping
from etl.columns.printed_values import PRINTED, number, respondents_of
from etl.columns.values import Count
from etl.columns.waves import wave_names
from publication.definitions.background import Background
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.faults import Refused
from publication.sql import literal, text_map, texts_list

UNANSWERED = "unanswered"


def published_counts_content(
    mapping: PublishedCountsMapping,
    programme: Programme,
    instruments: Mapping[str, Instrument],
    background: Mapping[str, Background],
) -> Content:
    """Return what a table of printed counts may hold. Raises Refused for an instrument that is not there."""
    waves = named(wave_names(programme), mapping.values.get("wave", {}))
    counted, rules = (
        _items(mapping, mapping.instrument, instruments)
        if mapping.instrument is not None
        else _categories(mapping, background)
    )
    what = [column.name for column in counted]
    return Content(
        keys=[
            key_column("wave", mapping.columns.wave, waves),
            *counted,
            Column("n", mapping.columns.n, None, accepted="17", holds=Count()),
            Column("percent", mapping.columns.percent, None, default="", accepted="77.3", pattern=PRINTED),
        ],
        unique=("wave", *what),
        drop=frozenset(mapping.drop),
        together=[*rules, *_figures(mapping.not_printed, programme, what)],
    )


def _items(
    mapping: PublishedCountsMapping, instrument: str, instruments: Mapping[str, Instrument]
) -> tuple[list[Column], list[RowRule]]:
    if instrument not in instruments:
        raise Refused("no_instrument", instrument=instrument, known=", ".join(instruments))
    items = [(item.id, list[str]()) for item in instruments[instrument].items]
    return [key_column("item", mapping.columns.item, named(items, mapping.values.get("item", {})))], []


def _categories(
    mapping: PublishedCountsMapping, background: Mapping[str, Background]
) -> tuple[list[Column], list[RowRule]]:
    """Return the columns of variable and category, and that a category is one of its variable's."""
    of_each = {
        name: [*(category.id for category in one.categories), UNANSWERED] for name, one in background.items()
    }
    every = dict.fromkeys(category for categories in of_each.values() for category in categories)
    variables = named([(one, []) for one in of_each], mapping.values.get("variable", {}))
    categories = named([(one, []) for one in every], mapping.values.get("category", {}))
    pairs = texts_list(f"{name}|{one}" for name, known in of_each.items() for one in known)
    rule = RowRule(
        "not_of_the_variable",
        "category",
        f"NOT list_contains({pairs}, variable || '|' || category)",
        f"{text_map({name: ', '.join(known) for name, known in of_each.items()})}[variable]",
    )
    columns = mapping.columns
    return [
        key_column("variable", columns.variable, variables),
        key_column("category", columns.category, categories),
    ], [rule]


def _figures(not_printed: Sequence[NotPrinted], programme: Programme, what: Sequence[str]) -> list[RowRule]:
    """Return what the two figures are held to: at least one was printed, within what is possible."""
    named_so = texts_list(
        "|".join([one.wave, *(getattr(one, each) or "" for each in what)]) for one in not_printed
    )
    row = " || '|' || ".join(["wave", *what])
    answered = respondents_of(programme)
    return [
        RowRule(
            "nothing_printed", "n", f"n IS NULL AND percent = '' AND NOT list_contains({named_so}, {row})"
        ),
        RowRule("more_than_answered", "n", f"n > {answered}", answered),
        RowRule("out_of_range", "percent", f"{number('percent')} > 100", literal("0 … 100")),
    ]
