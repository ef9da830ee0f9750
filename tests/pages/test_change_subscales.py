"""The view of an instrument's factors: off by default, a family of its own, with the evidence beside it."""

import csv
import io
import random
from pathlib import Path
from typing import Any

import pytest

from dashboard.answers.change import change_table
from dashboard.pages.change.report import change_report
from dashboard.pages.change.subscales import factor_rows
from dashboard.report.offered import views_of_answers
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import (
    LANGUAGES,
    FullWorld,
    answered,
    check_figure,
    chosen,
    figure_texts,
    opened,
    served,
    table_of,
    texts,
)
from tests.release.attacks.test_publish_label_swap import group_of, swapped

FACTORS = {"choice": ["p1", "p2"], "involvement": ["p3", "p4"]}
ITEMS = ("p1", "p2", "p3", "p4")
LOW = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 2, 3]  # sum 26
HIGH = [4, 4, 5, 5, 4, 4, 5, 3, 4, 5, 4, 4]  # sum 51


def made(folder: Path, rows: list[dict[str, object]]) -> FullWorld:
    world = FullWorld(folder, waves={"pre": "pre", "post": "post"}, items=ITEMS, subscales=FACTORS)
    world.show(rows)
    return world


def rows() -> list[dict[str, object]]:
    """Choice rises, involvement stays; everyone answers everything."""
    found: list[dict[str, object]] = []
    for at, wave in enumerate(("pre", "post")):
        first: list[object] = [*(LOW if wave == "pre" else HIGH)]
        still: list[object] = [*LOW]
        said = {"p1": first, "p2": first, "p3": still, "p4": still, "i1": still, "i2": still}
        for place, (role, site) in enumerate([("practitioner", "a"), ("practitioner", "b"), ("leader", "c")]):
            found += answered(role, site, wave, 1000 * at + 100 * place, **said)
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> FullWorld:
    return made(tmp_path_factory.mktemp("world"), rows())


@pytest.fixture(scope="module")
def publication(world: FullWorld) -> Publication:
    return opened(world)


def test_factors_are_offered_where_there_are_any_and_shown_only_when_asked_for(
    publication: Publication,
) -> None:
    assert views_of_answers(publication, "practice", ("pre", "post")) == ["means", "answers", "factors"]
    assert views_of_answers(publication, "involvement", ("pre", "post")) == ["means", "answers"]
    reading = change_report(publication, chosen(publication), LANGUAGES["en"])
    assert reading is not None
    assert "Choice" not in figure_texts(reading.chart)
    assert [row.item for row in change_table(publication, chosen(publication))] == ["overall", *ITEMS]


def test_a_factor_is_the_mean_of_its_items(publication: Publication) -> None:
    """Both items of 'choice' have the sums 26 and 51 of twelve, so has their mean."""
    choice, involvement = factor_rows(publication, chosen(publication))
    assert [choice.earlier.mean, choice.later.mean] == pytest.approx([26 / 12, 51 / 12])
    assert (choice.earlier.n, choice.change.claim) == (36, "up")
    assert (involvement.change.difference, involvement.change.claim) == (0.0, "none")


@pytest.mark.parametrize("code", CODES)
def test_the_page_shows_them_with_the_evidence(publication: Publication, code: str) -> None:
    language = LANGUAGES[code]
    reading = change_report(publication, chosen(publication, language=code, view="factors"), language)
    assert reading is not None
    check_figure(reading.chart, language)
    plain = change_report(publication, chosen(publication, language=code), language)
    assert plain is not None
    assert reading.sentences[0] == plain.sentences[0], "the whole first"
    assert reading.sentences[1] == language.counted("change.factors_up", 1, items="Choice")
    assert language.say("factors.interval_note") in reading.notes
    beside = list(texts(list(reading.beside)))
    said = " ".join(str(one) for one in reading.beside) + " ".join(beside)
    for key in ("off", "rule", "rights"):
        assert language.say(f"factors.{key}") in said
    assert language.say("factors.namesake", factor="Involvement", instrument="Involvement") in said
    assert language.say("factors.namesake", factor="Choice", instrument="Choice") not in said
    assert language.say("factors.items", items="p1; p2") in said


def test_the_file_has_a_row_per_factor(publication: Publication) -> None:
    selection = chosen(publication, view="factors")
    file = (
        table_of("change", publication, selection, LANGUAGES["en"])
        .file(LANGUAGES["en"], "comma")
        .decode("utf-8-sig")
    )
    found = list(csv.DictReader(io.StringIO(file)))
    assert [row["Question"] for row in found] == ["Choice", "Involvement"]
    assert float(found[0]["post Mean"]) == pytest.approx(51 / 12)


@pytest.fixture(scope="module")
def thin(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """At site a hardly anyone answered the second factor."""
    found = rows()
    for row in found:
        if (row["wave"], row["site"]) == ("pre", "a") and int(str(row["id"]).removeprefix("r")) > 3:
            row |= {"p3": 8, "p4": 8}
    return opened(made(tmp_path_factory.mktemp("thin"), found))


@pytest.mark.parametrize("code", CODES)
def test_a_factor_that_merged_follows_the_fixed_sentence(thin: Publication, code: str) -> None:
    language = LANGUAGES[code]
    selection = chosen(thin, language=code, view="factors", group="practitioner.nord.a")
    involvement = factor_rows(thin, selection)[1]
    assert involvement.status == "withheld"
    assert involvement.earlier.mean != involvement.earlier.mean
    reading = change_report(thin, selection, language)
    assert reading is not None
    assert language.say("card.withheld") in figure_texts(reading.chart)


def shown(world: FullWorld) -> dict[str, bytes]:
    dashboard, found = served(world), {}
    for query in dashboard.selections("change", "da"):
        if query["view"] == "factors":
            found[f"card {query}"] = dashboard.card("change", query)
            found[f"table {query}"] = dashboard.table("change", query)
            found[f"file {query}"] = dashboard.file("change", query, "comma")
    return found


def test_labels_swapped_within_a_group_change_no_byte(tmp_path: Path) -> None:
    cells = [("practitioner", "a")] * 7 + [("practitioner", "b")] * 5 + [("practitioner", "c")] * 9
    cells += [("leader", "a")] * 4 + [("leader", "c")] * 5
    asked = (*ITEMS, "i1", "i2")

    def person(number: int, wave: str, role: str, site: str) -> dict[str, Any]:
        given = {one: (number * step) % 5 + 1 for step, one in enumerate(asked, 2)}
        return {"id": f"r{number}", "wave": wave, "role": role, "site": site, **given}

    people = [
        person(100 * at + number, wave, *cell)
        for at, wave in enumerate(("pre", "post"))
        for number, cell in enumerate(cells)
    ]
    world = made(tmp_path / "one", people)
    other = swapped(people, group_of(world), random.Random(3))
    assert other != people
    before, after = shown(world), shown(made(tmp_path / "two", other))
    assert len(before) > 10
    assert [asked for asked in {**before, **after} if before.get(asked) != after.get(asked)] == []
