"""Figures printed in a report: one row per wave and item, mean and SD as text (trailing zeros count)."""

from etl.definitions.instrument import Instrument
from etl.definitions.mapping import PublishedMapping
from etl.definitions.programme import Programme
from etl.read.columns import Column, Content, named

_FIGURE = r"\d+([.,]\d+)?"
_COUNT = r"\d{1,6}"
_COUNTS = ("respondents", "not_applicable", "dont_know")


def published_content(mapping: PublishedMapping, programme: Programme, instrument: Instrument) -> Content:
    """Return what a table of printed figures may hold."""
    waves = named([(wave.id, []) for wave in programme.waves], {})
    items = named([(item.id, []) for item in instrument.items], {})
    columns: dict[str, str] = {str(name): header for name, header in mapping.columns.items()}
    keys = [
        Column("wave", columns.get("wave"), waves, required=True, accepted=", ".join(waves.values())),
        Column("item", columns.get("item"), items, required=True, accepted=", ".join(items.values())),
        Column("mean", columns.get("mean"), None, required=True, accepted="4.25", pattern=_FIGURE),
        Column("sd", columns.get("sd"), None, required=True, accepted="0.80", pattern=_FIGURE),
        *(_count(one, columns.get(one)) for one in _COUNTS),
    ]
    return Content(keys=keys, unique=("wave", "item"), drop=frozenset(mapping.drop))


def _count(name: str, header: str | None) -> Column:
    required = name == "respondents"
    return Column(name, header, None, required=required, default="", accepted="0, 1, 2 …", pattern=_COUNT)
