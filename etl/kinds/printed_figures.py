"""Figures printed in a report: one row per wave and item, mean and SD as text (trailing zeros count)."""

from math import sqrt

from etl.columns.columns import Column, Content, RowRule, named
from etl.columns.mapping import PublishedMapping
from etl.columns.printed_values import PRINTED, ends, limits_of, number, respondents_of
from etl.columns.waves import wave_names
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.sql import literal

_COUNT = r"\d{1,6}"
_COUNTS = ("respondents", "not_applicable", "dont_know")


def published_content(mapping: PublishedMapping, programme: Programme, instrument: Instrument) -> Content:
    """Return what a table of printed figures may hold."""
    waves = named(wave_names(programme), {})
    items = named([(item.id, []) for item in instrument.items], {})
    columns: dict[str, str] = {str(name): header for name, header in mapping.columns.items()}
    keys = [
        Column(
            "wave",
            columns.get("wave"),
            waves,
            required=True,
            accepted=", ".join(dict.fromkeys(waves.values())),
        ),
        Column("item", columns.get("item"), items, required=True, accepted=", ".join(items.values())),
        Column("mean", columns.get("mean"), None, required=True, accepted="4.25", pattern=PRINTED),
        Column("sd", columns.get("sd"), None, required=True, accepted="0.80", pattern=PRINTED),
        *(_count(one, columns.get(one)) for one in _COUNTS),
    ]
    together = _together(instrument, programme, [one for one in _COUNTS[1:] if one in columns])
    return Content(keys=keys, unique=("wave", "item"), drop=frozenset(mapping.drop), together=together)


def _count(name: str, header: str | None) -> Column:
    required = name == "respondents"
    return Column(name, header, None, required=required, default="", accepted="0, 1, 2 …", pattern=_COUNT)


def _together(instrument: Instrument, programme: Programme, special: list[str]) -> list[RowRule]:
    """Return what printed figures are held to: the scale, and how many answered.

    Of answers between two ends, no sample's standard deviation is larger than that of one answer at each end:
    their distance over the root of two.
    """
    low, high = ends(instrument)
    largest = (high - low) / sqrt(2)
    answered = respondents_of(programme)
    rules = [
        RowRule(
            "out_of_range", "mean", f"{number('mean')} NOT BETWEEN {low} AND {high}", limits_of(instrument)
        ),
        RowRule("sd_too_large", "sd", f"{number('sd')} > {largest + 0.005}", literal(f"{largest:.2f}")),
        RowRule("more_than_answered", "respondents", f"{number('respondents')} > {answered}", answered),
    ]
    if special:
        said = " + ".join(f"coalesce({number(one)}, 0)" for one in special)
        over = f"{said} > {number('respondents')}"
        rules.append(RowRule("more_than_answered", special[-1], over, "respondents"))
    return rules
