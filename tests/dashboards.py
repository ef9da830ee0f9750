"""What the dashboard makes of a small world: opened publications, tables, and everything it serves."""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any, get_args

import orjson
from click.testing import CliRunner, Result
from plotly import graph_objects

from dashboard.app import create_app
from dashboard.charts import style
from dashboard.cli import cli
from dashboard.pages import PAGES as ALL_PAGES
from dashboard.report.controls import CONTROLS, OF_THE_TABLE
from dashboard.report.data_table import DataTable
from dashboard.report.offered import VIEWS
from dashboard.report.page import Pages, linked_everywhere
from dashboard.report.prose import PAGES as PROSE
from dashboard.report.report import ChartReport
from dashboard.report.selection import Selection
from dashboard.report.text import Link
from dashboard.settings import Settings
from etl.kinds.all import KINDS as KINDS_OF_CONTENT
from publication.definitions.programme import Site
from publication.following import Publications
from publication.languages import CODES, Language, read_languages
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.kinds.test_etl_sessions import benefit, mapping
from tests.release.test_publish_sessions import KINDS
from tests.worlds import Row, World, person, text, write_toml

LANGUAGES: Mapping[str, Language] = {str(code): one for code, one in read_languages(DEFAULT_DATA).items()}
PAGES = {page: ALL_PAGES[page].path for page in linked_everywhere(ALL_PAGES)}
CARDS = ("change", "involvement", "principles", "participants", "sessions")
SITES = ("a", "b", "c")
INVOLVED = ("i1", "i2")
# What a refusal's sentence is put together from; every other key of the table is a rule.
PARTS_OF_A_FAULT = {"line", "row", "case", "column", "key", "found", "nearest"}
WITHHELD = {code: language.say("card.withheld_here") for code, language in LANGUAGES.items()}


@dataclass
class FullWorld(World):
    """A world with everything a page shows: practice, involvement and leadership assessments."""

    involvement_special: Sequence[str] = ("not_applicable",)
    sessions: Sequence[str] = ()

    def programme(self) -> dict[str, object]:
        return super().programme() | {"session_kinds": KINDS, "sessions": [met(one) for one in self.sessions]}

    def questionnaire(self) -> dict[str, Any]:
        answers = {
            "practice": {one: one for one in self.items},
            "involvement": {one: one for one in INVOLVED},
        }
        return super().questionnaire() | {"answers": answers} | self.mapping

    def write(self) -> "FullWorld":
        super().write()
        data = self.at.data
        items = [{"id": one, "label": text(one)} for one in INVOLVED]
        involvement = {"id": "involvement", "name": text("Involvement"), "items": items, "subscales": []}
        special = {"special": list(self.involvement_special)}
        write_toml(data / "instruments/involvement.toml", self.instrument() | involvement | special)
        principles = {
            "id": "principles",
            "name": text("Principles"),
            "asked_as": ["assessment"],
            "overall": False,
            "subscales": [],
            "special": ["dont_know"],
            "items": [{"id": one, "label": text(one)} for one in ("l1", "l2")],
        }
        write_toml(data / "instruments/principles.toml", self.instrument() | principles)
        link = {"leaders": "principles", "staff": "practice", "items": {"l1": list(self.items[:1]), "l2": []}}
        write_toml(data / "links/principles-practice.toml", {"id": "principles-practice", **link})
        if self.rounds:
            write_toml(data / "mappings/leaders.toml", LEADERS)
        if self.sessions:
            write_toml(data / "instruments/benefit.toml", benefit())
            write_toml(data / "mappings/kor.toml", mapping(columns=KOR))
        return self

    def assess(self, rows: Iterable[Row]) -> "FullWorld":
        """Load leaders' assessments."""
        self.load_files(self.file(rows, "leaders.csv"))
        return self

    def meet(self, rows: Iterable[Row]) -> "FullWorld":
        """Load what was marked at sessions."""
        self.load_files(self.file(rows, "kor.csv"), mapping="kor")
        return self


KOR = {"respondent": "who", "session": "session"}


def met(session: str) -> dict[str, object]:
    """A closed session, by its kind and number."""
    kind, _, number = session.rpartition("-")
    return {"kind": kind, "number": int(number), "closed": True}


LEADERS: dict[str, object] = {
    "form": "leaders",
    "kind": "leadership",
    "programme": "small",
    "columns": {"site": "site", "round": "round", "leader": "leader", "agreed": "agreed"},
    "answers": {"principles": {"l1": "l1", "l2": "l2"}},
    "codes": {"dont_know": ["9"], "blank": [""]},
}


def leaders(
    site: str, round_id: str, agreed: str, *answers: tuple[object, object]
) -> list[dict[str, object]]:
    """The leaders of a site in a round, with what each answered to l1 and l2."""
    return [
        {"site": site, "round": round_id, "leader": at, "agreed": agreed, "l1": l1, "l2": l2}
        for at, (l1, l2) in enumerate(answers)
    ]


def answered(
    role: str, site: str, wave: str = "pre", first: int = 0, **answers: Sequence[object]
) -> list[dict[str, object]]:
    """People of one cell; each item says what they answered, person by person."""
    columns = zip(*answers.values(), strict=True)
    return [
        person(first + at, role, site, wave, **dict(zip(answers, given, strict=True)))
        for at, given in enumerate(columns)
    ]


def opened(world: World) -> Publication:
    """Open what a small world published, as the dashboard does."""
    return Publications(world.at.var).current("small")


def chosen(publication: Publication, **said: Any) -> Selection:
    """Return a selection of everyone's practice in the first and the last wave, unless said otherwise."""
    waves = [wave.id for wave in publication.waves] or [""]
    plain: dict[str, Any] = {"language": "en", "programme": publication.programme, "instrument": "practice"}
    return Selection(**(plain | {"from_wave": waves[0], "to_wave": waves[-1]} | said))


def report_of(
    page: str, publication: Publication, selection: Selection, language: Language
) -> ChartReport[Any]:
    """Return the report of a page with a chart, of a selection that may be shown."""
    answer = ALL_PAGES[page].report
    report = answer(publication, selection, language) if answer else None
    assert isinstance(report, ChartReport)
    return report


def table_of(page: str, publication: Publication, selection: Selection, language: Language) -> DataTable:
    """Return the table a page shows with its chart."""
    return report_of(page, publication, selection, language).table


def whole_table_of(
    page: str, publication: Publication, selection: Selection, language: Language
) -> DataTable:
    """Return the table a page's file takes along."""
    return report_of(page, publication, selection, language).whole_table


def run(var: Path, data: Path, *arguments: str, language: str = "en") -> Result:
    """Run the command line."""
    said = [*arguments, "--data", str(data), "--var", str(var)]
    return CliRunner().invoke(cli, said, env={"REJSESPOR_LANGUAGE": language})


def show(world: World, what: str, *arguments: str) -> list[dict[str, str]]:
    """Return the rows of `show` as its CSV says them."""
    result = run(
        world.at.var, world.at.data, "show", what, "--programme", "small", "--format", "csv", *arguments
    )
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def texts(component: Any) -> Iterator[str]:
    """Yield every text of a component tree, in order."""
    if isinstance(component, Mapping):
        props = component.get("props", {})
        yield from (link["label"] for link in props.get("links", ()))
        yield from texts(props.get("children"))
    elif isinstance(component, Link):
        yield component.text
    elif isinstance(component, list | tuple):
        for one in component:
            yield from texts(one)
    elif component is not None:
        yield str(component)


def cells(component: Any) -> list[list[str]]:
    """Return the rows of the first table in a component tree, head and body, as texts."""
    found: list[list[str]] = []

    def walk(one: Any) -> None:
        if isinstance(one, list):
            for child in one:
                walk(child)
        elif isinstance(one, Mapping):
            children = one.get("props", {}).get("children")
            if one.get("type") == "Tr":
                found.append(["".join(texts(cell)) for cell in children])
            else:
                walk(children)

    walk(component)
    return found


class Served:
    """A dashboard over a folder of publications, asked as a browser asks it."""

    def __init__(self, data: Path, var: Path, pages: Pages = ALL_PAGES, cache: str = "") -> None:
        self.client = create_app(Settings(data, var, cache_url=cache), pages).server.test_client()
        self.client.get("/")
        found = json.loads(self.get("/_dash-dependencies"))
        self.callbacks = [one for one in found if not one["clientside_function"]]

    def get(self, path: str) -> bytes:
        """Return what an address serves, whatever its status."""
        served: bytes = self.client.get(path).data
        return served

    def ask(self, output: str, values: Mapping[str, Any]) -> Any:
        """Return the response of the callback whose output begins so; values are inputs by property."""
        one = next(one for one in self.callbacks if one["output"].strip(".").startswith(output))
        given = {name: self._filled(one[name], values) for name in ("inputs", "state")}
        changed = [f"{part['id']}.{part['property']}" for part in given["inputs"]]
        body = {
            "output": one["output"],
            "outputs": _outputs(one["output"]),
            "changedPropIds": changed,
            **given,
        }
        return self.client.post("/_dash-update-component", json=body)

    def _filled(self, parts: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "id": part["id"],
                "property": part["property"],
                "value": values.get(part["property"]),
            }
            for part in parts
        ]

    def page(self, page: str, search: str = "") -> bytes:
        """Return a page's layout for an address."""
        return self.at(PAGES[page], search)

    def at(self, path: str, search: str = "") -> bytes:
        """Return the layout that stands at a path."""
        return bytes(self.ask("_pages_content", {"pathname": path, "search": search}).data)

    def site(self, site: str, query: Mapping[str, str]) -> bytes:
        """Return what fills a site's page."""
        return bytes(self.ask("site-contents", {"data": {**query, "site": site}}).data)

    def card(self, page: str, query: Mapping[str, str]) -> bytes:
        """Return what fills a page's card, what is folded part by part as the browser unfolds it."""
        said = self.ask(f"{page}-graph.figure", {"data": dict(query)})
        if said.status_code != HTTPStatus.OK:
            return bytes(said.data)
        response = said.json["response"]
        folded = response.pop(f"{page}-folded", {"data": {}})["data"]
        parts = {f"{page}-{name}": {"children": children} for name, children in folded.items()}
        return orjson.dumps(said.json | {"response": response | parts})

    def table(self, page: str, query: Mapping[str, str]) -> bytes:
        """Return a page's table, opened."""
        values = {"is_open": True, "data": dict(query)}
        return bytes(self.ask(f"{page}-table-body", values).data)

    def prompts(self, query: Mapping[str, str]) -> bytes:
        """Return what stands below the chart of principles."""
        return bytes(self.ask("principles-prompts", {"data": dict(query)}).data)

    def said(self, query: Mapping[str, str]) -> bytes:
        """Return the words below the chart of sessions."""
        return bytes(self.ask("sessions-said", {"data": dict(query)}).data)

    def overview(self, query: Mapping[str, str]) -> bytes:
        """Return what fills the start page."""
        return bytes(self.ask("overview-contents", {"data": dict(query)}).data)

    def contents(self, query: Mapping[str, str]) -> bytes:
        """Return what fills the page about the data: files, instruments, refusals."""
        return bytes(self.ask("data-contents", {"data": dict(query)}).data)

    def waiting(self, query: Mapping[str, str]) -> bytes:
        """Return what the page about the data says of programmes that have nothing published."""
        return bytes(self.ask("data-waiting", {"data": dict(query)}).data)

    def explore(self, query: Mapping[str, str]) -> bytes:
        """Return what fills the analyst's page."""
        return bytes(self.ask("explore-card.hidden", {"data": dict(query)}).data)

    def prose(self, page: str, query: Mapping[str, str]) -> bytes:
        """Return what a page of prose says of another programme."""
        return bytes(self.ask(f"{page}-prose", {"data": dict(query)}).data)

    def bar(self, query: Mapping[str, str]) -> bytes:
        """Return what the filter bar offers after a choice."""
        return bytes(self.ask("bar-programme.options", {"data": dict(query)}).data)

    def offered(self, page: str, query: Mapping[str, str]) -> dict[str, list[str]]:
        """Return the values every control offers after a choice."""
        said = json.loads(self.bar({**query, "page": page}))["response"]
        return {
            name: [one["value"] for one in said[f"bar-{name}"]["options"]]
            for name in CONTROLS
            if name not in OF_THE_TABLE
        }

    def file(self, page: str, query: Mapping[str, str], separator: str) -> bytes:
        """Return a page's CSV file."""
        return self.taken(page, "csv", {**query, "separator": separator})

    def taken(self, page: str, ending: str, query: Mapping[str, str]) -> bytes:
        """Return a page's file of some kind."""
        return bytes(self.client.get(f"/files/{page}.{ending}", query_string=dict(query)).data)

    def selections(self, page: str, lang: str) -> Iterator[dict[str, str]]:
        """Yield every selection the filter bar leads to on a page, as an address writes it."""
        base = {"programme": "small", "lang": lang}
        first = self.offered(page, base)
        if page == "principles":
            yield from (
                base | {"round": one, "against": other, "item": item}
                for one in first["round"]
                for other in first["against"]
                for item in first["item"]
            )
            return
        if page == "participants":
            yield from (
                base | {"from": start, "to": end}
                for at, start in enumerate(first["from"])
                for end in first["to"][at:]
            )
            return
        if page == "sessions":
            yield from self._of_sessions(base, first["instrument"])
            return
        for instrument in first["instrument"]:
            for at, start in enumerate(first["from"]):
                for end in first["to"][at:]:
                    query = base | {"instrument": instrument, "from": start, "to": end}
                    yield from self._of_waves(page, query)

    def _of_sessions(self, base: dict[str, str], instruments: Sequence[str]) -> Iterator[dict[str, str]]:
        for instrument in instruments:
            offered = self.offered("sessions", base | {"instrument": instrument})
            for kind, item, view in product(offered["kind"], offered["item"], VIEWS):
                yield base | {"instrument": instrument, "kind": kind, "item": item, "view": view}

    def _of_waves(self, page: str, query: dict[str, str]) -> Iterator[dict[str, str]]:
        offered = self.offered(page, query)
        for group in offered["group"]:
            if page == "explore":
                yield query | {"group": group}
            elif page == "change":
                yield from (query | {"group": group, "view": view} for view in offered["view"])
            else:
                yield from (query | {"group": group, "item": item} for item in offered["item"])
                yield query | {"group": group, "view": "items"}

    def everything(self, languages: Sequence[str] = CODES) -> dict[str, bytes]:
        """Return every byte served, by what asked for it."""
        found = {path: self.get(path) for path in ("/", "/_dash-layout", "/_dash-dependencies")}
        # When a file of ours was last touched, and a mark that Dash draws anew for each visit.
        found["/"] = re.sub(rb'\?m=[0-9.]+|"end_id":"[^"]*"', b"", found["/"])
        for lang in languages:
            found[f"overview {lang}"] = self.overview({"lang": lang})
            found[f"contents {lang}"] = self.contents({"lang": lang, "programme": "small"})
            for page in PROSE:
                found[f"{page} {lang}"] = self.prose(page, {"lang": lang, "programme": "small"})
            found[f"waiting {lang}"] = self.waiting({"lang": lang})
            for page in PAGES:
                found[f"page {page} {lang}"] = self.page(page, f"?lang={lang}&programme=small")
            found[f"paper {lang}"] = self.taken("paper", "html", {"lang": lang, "programme": "small"})
            found |= self._of_sites(lang)
            for page in CARDS:
                for query in self.selections(page, lang):
                    name = f"{page} {query}"
                    found[f"card {name}"] = self.card(page, query)
                    found[f"table {name}"] = self.table(page, query)
                    if query.get("group", "all") == "all":
                        found[f"bar {name}"] = self.bar({**query, "page": page})
                    for separator in ("comma", "semicolon"):
                        found[f"file {name} {separator}"] = self.file(page, query, separator)
                    found[f"workbook {name}"] = self.taken(page, "xlsx", query)
                    if page == "principles":
                        found[f"prompts {name}"] = self.prompts(query)
                    if page == "sessions":
                        found[f"said {name}"] = self.said(query)
            for query in self.selections("explore", lang):
                found[f"explore {query}"] = self.explore(query)
                for ending in ("csv", "xlsx", "parquet"):
                    found[f"explore {ending} {query}"] = self.taken("explore", ending, query)
        return found

    def _of_sites(self, lang: str) -> dict[str, bytes]:
        """Return every page of a site, over every pair of waves; one that there is not, too."""
        base, found = {"programme": "small", "lang": lang}, {}
        waves = self.offered("involvement", base)["from"]
        for site in (*SITES, "nowhere"):
            found[f"page site {site} {lang}"] = self.at(f"/site/{site}", f"?lang={lang}&programme=small")
            for start, end in combinations_with_replacement(waves, 2):
                asked = base | {"from": start, "to": end}
                found[f"site {site} {lang} {start} {end}"] = self.site(site, asked)
        return found


def _outputs(output: str) -> Any:
    parts = [one.rsplit(".", 1) for one in output.strip(".").split("...")]
    found = [{"id": one, "property": name.split("@")[0]} for one, name in parts]
    return found if output.startswith("..") else found[0]


def served(world: World) -> Served:
    """Serve a small world."""
    return Served(world.at.data, world.at.var)


_COLOURS = {
    one.lower()
    for value in vars(style).values()
    for one in (value if isinstance(value, tuple) else (value,))
    if isinstance(one, str) and re.fullmatch("#[0-9a-fA-F]{6}", one)
}
_DRAWN = ("x", "y", "z", "base", "width", "array", "arrayminus", "range", "tickvals")


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _numbers(one)
    elif isinstance(value, int | float):
        yield float(value)


def _walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    yield name, value
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _walk(one, str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _walk(one, name)


def _heights(trace: Mapping[str, Any]) -> Iterator[float]:
    """Yield where a trace stands on the y axis; an upright bar at its foot and at its top."""
    if trace["type"] == "bar" and trace.get("orientation") != "h":
        for foot, length in zip(trace["base"], trace["y"], strict=True):
            yield from (foot, foot + length)
    else:
        yield from _numbers(trace["y"])


def check_figure(figure: Mapping[str, Any], language: Language) -> None:
    """Fail where plotly would refuse a figure, draw a nan, cut a label or show a foreign colour."""
    graph_objects.Figure(figure)
    for name, value in _walk(figure):
        if name in _DRAWN:
            assert not any(one != one for one in _numbers(value)), name
        if isinstance(value, str):
            assert {one.lower() for one in re.findall("#[0-9a-fA-F]{3,8}", value)} <= _COLOURS, value
            assert not re.search(r"\brgba?\(|\bhsl", value)
            assert "nan" not in value.lower().split()
            assert name != "color" or value.lower() in _COLOURS
    layout = figure["layout"]
    assert layout["separators"][0] == ("." if language.code == "en" else ",")
    assert layout["yaxis"]["fixedrange"] and layout["dragmode"] is False
    lines = [
        line
        for label in layout["yaxis"]["ticktext"]
        for line in re.sub("<(?!br)[^>]*>", "", label).split("<br>")
    ]
    assert layout["margin"]["l"] >= 6 * max(map(len, lines)), "a label would be cut"
    low, high = sorted(layout["yaxis"]["range"])
    for trace in figure["data"]:
        assert all(low <= y <= high for y in _heights(trace)), "something stands outside the chart"


def figure_texts(figure: Mapping[str, Any]) -> list[str]:
    """Return every text of a figure."""
    return [value for _, value in _walk(figure) if isinstance(value, str)]


def rules() -> set[str]:
    """Return every rule that a refusal can name: the keys of etl's sentences, without the parts of one."""
    said = tomllib.loads((DEFAULT_DATA / "words" / "en.toml").read_text("utf-8"))["fault"]
    return set(said) - PARTS_OF_A_FAULT


def kinds() -> set[str]:
    """Return every kind of content that a mapping can say a file holds."""
    return {
        word for kind in KINDS_OF_CONTENT for word in get_args(kind.mapping.model_fields["kind"].annotation)
    }


def site_types() -> set[str]:
    """Return every type of site that a programme's file can say."""
    return {one for part in get_args(Site.model_fields["type"].annotation) for one in get_args(part)}


def whole_numbers(sentence: str) -> list[int]:
    """Return the whole numbers in a sentence, in order."""
    return [int(one) for one in re.findall(r"(?<![\d.,])\d+(?![.,]?\d)", sentence)]
