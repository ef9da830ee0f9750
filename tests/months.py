"""A small world with management figures: months of a site and series, written by hand."""

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard.pages import PAGES
from dashboard.pages.management.answer import management_table
from dashboard.pages.management.site_chart import SiteChart
from dashboard.report.resolving import resolve
from dashboard.report.selection import Selection
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.dashboards import LANGUAGES, opened
from tests.worlds import World, write_toml

LATER = dt.datetime(2026, 1, 10, 12, 0)
COLUMNS = {"site": "Tilbud", "month": "Måned", "indicator": "Nøkkeltall", "value": "Verdi"}
Recorded = Mapping[tuple[str, str], Sequence[float | None]]


def months_world(folder: Path, recorded: Recorded, **programme: Any) -> World:
    """Load and publish months from January 2023 on, by site and the Norwegian name of a series."""
    world = World(folder, **programme).write()
    shutil.copytree(DEFAULT_DATA / "indicators", world.at.data / "indicators")
    mapping = {"form": "figures", "kind": "management", "programme": "small", "columns": COLUMNS}
    write_toml(world.at.data / "mappings/figures.toml", mapping)
    rows = [
        {
            "Tilbud": site,
            "Måned": f"{2023 + at // 12}-{at % 12 + 1:02}",
            "Nøkkeltall": series,
            "Verdi": f"{value:g}",
        }
        for (site, series), values in recorded.items()
        for at, value in enumerate(values)
        if value is not None
    ]
    world.load_files(world.file(rows, "figures.csv"), mapping="figures", now=LATER)
    world.publish()
    return world


def published_months(folder: Path, recorded: Recorded, **programme: Any) -> Publication:
    """Open the publication of such a world."""
    return opened(months_world(folder, recorded, **programme))


class OneOf:
    """Stands for the publications of a folder, where there is one."""

    def __init__(self, publication: Publication) -> None:
        self._one = publication

    def has(self, programme: str) -> bool:
        return programme == self._one.programme

    def programmes(self) -> list[str]:
        return [self._one.programme]

    def current(self, programme: str) -> Publication:
        assert programme == self._one.programme
        return self._one


def asking(publication: Publication, indicator: str, rules: str = "anhoej", **said: str) -> Selection:
    """Return the selection an address stands for."""
    query = {"programme": publication.programme, "lang": "en", "indicator": indicator, "rules": rules}
    return resolve(OneOf(publication), query | said, PAGES["management"])[1]  # type: ignore[arg-type]


def charts_of(publication: Publication, indicator: str, rules: str = "anhoej") -> dict[str, SiteChart]:
    """Return site → its chart."""
    return {
        one.site: one for one in management_table(publication, asking(publication, indicator, rules)).charts
    }


ENGLISH = LANGUAGES["en"]
