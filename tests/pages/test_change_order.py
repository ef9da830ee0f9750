"""What changed stands first, by size, up and down alike; the rest as asked, under a heading."""

import csv
import io
import re
from typing import Any

import pytest

from dashboard.charts.scale import break_marks, left_edge, scale_from, scale_start
from dashboard.pages.change.report import change_report
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import LANGUAGES, FullWorld, answered, check_figure, chosen, opened, table_of

# Twelve answers each, by hand: 'small' rises from 24/12 to 36/12, 'large' falls from 54/12 to 24/12, 'level'
# and 'even' stay, of 'fixed' everybody says the same, 'late' is asked the second time alone.
TWO = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 1, 2]
THREE = [2, 3, 3, 3, 4, 4, 3, 2, 4, 3, 2, 3]
HIGH = [5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 4]
BEFORE: dict[str, list[Any]] = {"level": THREE, "small": TWO, "fixed": [4] * 12, "large": HIGH, "even": TWO}
AFTER: dict[str, list[Any]] = {"level": THREE, "small": THREE, "fixed": [4] * 12, "large": TWO, "even": TWO}
ASKED = ["level", "late", "small", "fixed", "large", "even"]
BY_SIZE = ["large", "small", "level", "even", "late", "fixed"]


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    world = FullWorld(
        tmp_path_factory.mktemp("world"),
        waves={"pre": "pre", "post": "post"},
        items=ASKED,
        asked_as={"late": ["post"]},
    )
    rows = []
    for at, (wave, given) in enumerate((("pre", BEFORE), ("post", AFTER))):
        late: list[Any] = THREE if wave == "post" else [""] * 12
        for place, site in enumerate("abc"):
            first = 1000 * at + 100 * place
            rows += answered("practitioner", site, wave, first, **given, late=late, i1=TWO, i2=TWO)
    return opened(world.show(rows))


def labels(publication: Publication, code: str = "en", **said: Any) -> list[str]:
    """Return what stands left of the chart, from the top, without what makes it bold or quiet."""
    reading = change_report(publication, chosen(publication, language=code, **said), LANGUAGES[code])
    assert reading is not None
    check_figure(reading.chart, LANGUAGES[code])
    axis = reading.chart["layout"]["yaxis"]
    assert axis["tickvals"] == sorted(axis["tickvals"])
    return [re.sub("<[^>]*>", "", label) for label in axis["ticktext"]]


HEADINGS = {
    "da": ("Ingen sikker ændring", "Kan ikke afgøres"),
    "nb": ("Ingen sikker endring", "Kan ikke avgjøres"),
    "en": ("No clear change", "Cannot be judged"),
}


@pytest.mark.parametrize("code", CODES)
def test_what_changed_first_by_size_then_the_rest_as_asked(publication: Publication, code: str) -> None:
    same, apart = HEADINGS[code]
    overall = LANGUAGES[code].say("change.overall")
    assert labels(publication, code) == [overall, *BY_SIZE[:2], same, *BY_SIZE[2:4], apart, *BY_SIZE[4:]]


def test_as_asked_is_the_questionnaires_order_without_headings(publication: Publication) -> None:
    assert labels(publication, order="asked") == ["Overall score", *ASKED]


def test_one_wave_has_no_size_to_go_by(publication: Publication) -> None:
    assert labels(publication, from_wave="post") == ["Overall score", *ASKED]


@pytest.mark.parametrize(("order", "items"), [("size", BY_SIZE), ("asked", ASKED)])
@pytest.mark.parametrize("view", ["means", "answers"])
def test_table_and_file_follow_the_chart(
    publication: Publication, order: str, items: list[str], view: str
) -> None:
    table = table_of("change", publication, chosen(publication, order=order, view=view), LANGUAGES["en"])
    first = ["Overall score"] if view == "means" else []
    assert [row[0] for row in table.shown(LANGUAGES["en"])] == [*first, *items]
    lines = csv.reader(io.StringIO(table.file(LANGUAGES["en"], "comma").decode("utf-8-sig")))
    assert [line[0] for line in lines][1:] == [*first, *items]


def test_the_scale_begins_halfway_between_two_answers_below_the_lowest_number() -> None:
    assert scale_start((1, 5), [2.74, 3.1, float("nan")]) == 2.5
    assert scale_start((1, 5), [2.5]) == 2.5
    assert scale_start((1, 5), [3.49]) == 2.5
    assert scale_start((1, 5), [2.49]) == 1.0, "less than a step would be saved"
    assert scale_start((1, 5), []) == 1.0
    assert scale_start((1, 5), [4.9]) == 3.5, "two answers are always shown"


def test_a_broken_scale_names_both_ends_and_shows_the_break() -> None:
    axis = scale_from(2.5, (1, 5), ("none", "all"))
    assert [text.split("<br>") for text in axis["ticktext"]] == [["1", "none"], ["3"], ["4"], ["5", "all"]]
    low, *rest = axis["tickvals"]
    assert rest == [3, 4, 5]
    edge = left_edge((1, 5), 2.5)
    breaks = {mark["xanchor"] for mark in break_marks(2.5, (1, 5)) if "xanchor" in mark}
    assert len(breaks) == 1
    assert axis["range"][0] == edge < low < breaks.pop() < 2.5
    assert break_marks(1, (1, 5)) == []
    whole = scale_from(1, (1, 5), ("none", "all"))
    assert whole["tickvals"] == [1, 2, 3, 4, 5]
