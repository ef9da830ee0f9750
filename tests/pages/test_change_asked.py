"""Where a wave chosen did not ask the questionnaire, the waves that did are shown, and that is said."""

from typing import Any

import pytest

from dashboard.pages.change.report import ChangeReport, change_report
from dashboard.report.text import Link
from publication.languages import CODES
from publication.reading import Publication
from tests.dashboards import LANGUAGES, FullWorld, answered, check_figure, chosen, opened

WAVES = {"pre": "pre", "post": "post", "later": "post"}
TWO: list[Any] = [1, 2, 2, 2, 3, 3, 2, 1, 3, 2, 1, 2]
THREE: list[Any] = [2, 3, 3, 3, 4, 4, 3, 2, 4, 3, 2, 3]


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Practice is asked after and later, with means of 2 and 3; involvement every time."""
    world = FullWorld(
        tmp_path_factory.mktemp("world"),
        waves=WAVES,
        items=("p1", "p2"),
        asked_as={"p1": ["post"], "p2": ["post"]},
    )
    rows = []
    for at, (wave, given) in enumerate((("pre", [""] * 12), ("post", TWO), ("later", THREE))):
        for place, site in enumerate("abc"):
            first = 1000 * at + 100 * place
            rows += answered("practitioner", site, wave, first, p1=given, p2=given, i1=TWO, i2=TWO)
    return opened(world.show(rows))


def report(publication: Publication, code: str = "en", **said: Any) -> ChangeReport:
    found = change_report(publication, chosen(publication, language=code, **said), LANGUAGES[code])
    assert found is not None
    return found


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("start", "end"), [("pre", "later"), ("pre", "post"), ("pre", "pre")])
@pytest.mark.parametrize("view", ["means", "answers"])
def test_the_waves_that_asked_are_taken(
    publication: Publication, view: str, start: str, end: str, code: str
) -> None:
    found = report(publication, code, from_wave=start, to_wave=end, view=view)
    assert found.selection.waves == ("post", "later")
    check_figure(found.chart, LANGUAGES[code])
    # 24/12 and 36/12 of every site.
    first, second = (LANGUAGES[code].decimal(mean) for mean in (2.0, 3.0))
    assert first in found.lead and second in found.lead
    missing, shown = found.lead.split(": ")[-2:]
    assert "pre" in missing.split(". ")[0] and "post" in shown and "later" in shown
    (link,) = [
        part for note in found.notes if isinstance(note, tuple) for part in note if isinstance(part, Link)
    ]
    assert (link.query["from"], link.query["to"], link.query["view"]) == ("post", "later", view)
    assert "post" in found.chosen["workbook.waves"] and "pre" not in found.chosen["workbook.waves"]


def test_waves_that_asked_stay_as_chosen(publication: Publication) -> None:
    for instrument, start, end in (("practice", "post", "later"), ("practice", "post", "post")):
        found = report(publication, instrument=instrument, from_wave=start, to_wave=end)
        assert found.selection.waves == (start, end)
        assert "pre" not in " ".join([found.finding, found.lead, *found.sentences])
    whole = report(publication, instrument="involvement")
    assert whole.selection.waves == ("pre", "later")
