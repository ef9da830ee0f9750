"""Shares of one question's answers in whole per cent: equal ones read as equal, and never above 100."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from publication.languages import CODES
from tests.dashboards import FullWorld, Served, cells, served
from tests.worlds import person

SCALE = (1, 2, 3, 4, 5)
# By item: how many of 24 gave each answer from 1 to 5, 'not applicable' (8) and 'don't know' (9).
GIVEN = {
    "p1": (4, 4, 4, 4, 4, 2, 2),
    "p2": (3, 3, 3, 3, 3, 3, 6),
    "i1": (7, 0, 0, 7, 7, 3, 0),
    "i2": (8, 8, 8, 0, 0, 0, 0),
}


def sheet(counts: tuple[int, ...]) -> list[object]:
    return [answer for answer, n in zip((*SCALE, 8, 9), counts, strict=True) for _ in range(n)]


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Served:
    world = FullWorld(
        tmp_path_factory.mktemp("world"), involvement_special=("not_applicable", "dont_know"), form_at=8
    )
    sheets = [sheet(counts) for counts in GIVEN.values()]
    people = zip(*sheets, strict=True)
    return served(
        world.show(
            person(at, "practitioner", "a", **dict(zip(GIVEN, given, strict=True)))
            for at, given in enumerate(people)
        )
    )


def hovers(dashboard: Served, instrument: str, lang: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (item, axis, number, per cent) of every segment of the chart of answers."""
    query = {"programme": "small", "lang": lang, "instrument": instrument, "view": "answers"}
    response = json.loads(dashboard.card("change", query))["response"]
    for trace in response["change-graph"]["figure"]["data"]:
        for said in trace.get("hovertext", []):
            item, n, percent = re.fullmatch(r"<b>(.*)</b>.*<br>(\d+) \((\d+)\u00a0?%\)", said).groups()  # type: ignore[union-attr]
            yield item, trace["xaxis"], int(n), int(percent)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("instrument", ["practice", "involvement"])
def test_what_a_hover_says_never_tilts(dashboard: Served, instrument: str, code: str) -> None:
    """The scale is a whole by itself; special answers are part of all answers."""
    found = list(hovers(dashboard, instrument, code))
    assert len(found) == 2 * (len(SCALE) + 2)
    for item in {one for one, *_ in found}:
        scale = [(n, percent) for one, axis, n, percent in found if one == item and axis != "x3"]
        apart = [(n, percent) for one, axis, n, percent in found if one == item and axis == "x3"]
        assert sorted(n for n, _ in scale) == sorted(GIVEN[item][:5])
        for of, parts in ((sum(n for n, _ in scale), scale), (24, apart)):
            assert sum(percent for _, percent in parts) <= 100
            assert len(set(parts)) == len({n for n, _ in parts})
            assert all(abs(percent - 100 * n / of) < 1 for n, percent in parts)


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_says_of_special_answers_what_the_hover_says(dashboard: Served, code: str) -> None:
    query = {"programme": "small", "lang": code, "instrument": "practice"}
    response = json.loads(dashboard.card("change", query))["response"]
    said = json.dumps(response["change-beside"], ensure_ascii=False)
    apart = [one for one in hovers(dashboard, "practice", code) if one[1] == "x3"]
    many = [(item, percent) for item, _, n, percent in apart if n >= 6]
    assert many == [("p2", 25)]
    sign = "%" if code == "en" else "\u00a0%"
    for item, percent in many:
        assert f"{item} ({percent}{sign})" in said


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("instrument", ["practice", "involvement"])
def test_the_table_says_what_the_hover_says_and_the_file_keeps_its_digits(
    dashboard: Served, instrument: str, code: str
) -> None:
    query = {"programme": "small", "lang": code, "instrument": instrument, "view": "answers"}
    opened = json.loads(dashboard.table("change", query))["response"]
    _, (_, *names), *rows = cells(opened["change-table-body"]["children"])
    shares = [at for at, name in enumerate(names) if name.endswith("%")]
    told = {row[0]: [int(row[1 + at]) for at in shares] for row in rows}
    apart = [one for one in hovers(dashboard, instrument, code) if one[1] == "x3"]
    assert told == {item: [percent for one, *_, percent in apart if one == item] for item in told}
    lines = csv.reader(io.StringIO(dashboard.file("change", query, "comma").decode("utf-8-sig")))
    (_, *headers), *kept = lines
    exact = {row[0]: [float(row[1 + at]) for at in shares] for row in kept}
    assert exact == {
        item: [pytest.approx(100 * n / 24) for one, _, n, _ in apart if one == item] for item in exact
    }
    assert len(headers) == len(names)


def test_bars_hold_per_cent_and_a_share_too_small_for_its_number_none(tmp_path: Path) -> None:
    """Of 30 answers 1, 2, 0, 7 and 20: 3.3, 6.7, 0, 23.3 and 66.7 per cent."""
    given = [answer for answer, n in zip(SCALE, (1, 2, 0, 7, 20), strict=True) for _ in range(n)]
    world = FullWorld(tmp_path, form_at=8)
    people = (
        person(at, "practitioner", "a", p1=answer, p2=answer, i1=answer, i2=answer)
        for at, answer in enumerate(given)
    )
    drawn = served(world.show(people))
    query = {"programme": "small", "lang": "en", "instrument": "practice", "view": "answers"}
    figure = json.loads(drawn.card("change", query))["response"]["change-graph"]["figure"]
    bars = {
        trace["name"]: trace for trace in figure["data"] if trace["type"] == "bar" and trace["xaxis"] != "x3"
    }
    in_bars = {name[0]: trace["text"][0] for name, trace in bars.items()}
    assert in_bars == {"1": "", "2": "7", "3": "", "4": "23", "5": "67"}
    assert next(trace for name, trace in bars.items() if name[0] == "1")["hovertext"][0].endswith("1 (3%)")
    above = [words["text"] for words in figure["layout"]["annotations"]]
    for name, trace in bars.items():
        assert any(f'color:{trace["marker"]["color"]}">■</span> {name[0]}' in text for text in above)
