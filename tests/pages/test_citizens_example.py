"""Citizens' own answers on the pages: chosen like any others, called what they are, beside staff's."""

import csv
import io
import json
import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.carriers.show import rows_of
from dashboard.pages import PAGES
from dashboard.pages.claim.answer import change_claimed
from dashboard.pages.principles.perspectives import perspectives_at
from dashboard.pages.privacy.find import group_of
from dashboard.pages.site.answer import site_page
from dashboard.report.labels import label_in_sentence
from dashboard.report.resolving import select
from dashboard.report.rows import Wanted
from publication.following import Publications
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.dashboards import LANGUAGES, Served, cells, texts

FILES = DEFAULT_DATA / "example/fjordby"
ROUNDS = ("citizens-2025", "citizens-2026")
OF_STAFF = ("pre", "post", "followup")
BASE = {"programme": "fjordby", "instrument": "citizens"}
# What nobody says of citizens, in any of the languages: staff, colleagues.
NEVER = re.compile(r"\b(staff|colleague|medarbejder|kolleg|ansat)", re.IGNORECASE)


@pytest.fixture(scope="module")
def publication(example: Path) -> Publication:
    return Publications(example).current("fjordby")


@pytest.fixture(scope="module")
def dashboard(example: Path) -> Served:
    return Served(DEFAULT_DATA, example)


def answers(wave: str, item: int, *sites: str) -> list[int]:
    """Return the answers on the scale to a question, read from the file by its place in it."""
    text = (FILES / f"{wave}.csv").read_text("windows-1252")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    there = [row for row in rows if not sites or row[2] in sites]
    return [int(row[4 + item]) for row in there if row[4 + item] in "1234" and row[4 + item]]


def mean_of(wave: str, items: tuple[int, ...], *sites: str) -> float:
    """The mean of the questions' means."""
    return float(np.mean([np.mean(answers(wave, item, *sites)) for item in items]))


def response(dashboard: Served, page: str, **query: str) -> Any:
    return json.loads(dashboard.card(page, BASE | query))["response"]


@pytest.mark.parametrize("page", ["change", "involvement", "participants", "explore", "claim"])
def test_no_address_mixes_two_populations(publication: Publication, page: str) -> None:
    """Whatever rounds an address names: both chosen are of the people who answer its questionnaire."""
    waves = (*OF_STAFF, *ROUNDS, "")
    for instrument, start, end in product((*publication.instruments, ""), waves, waves):
        query = {"instrument": instrument, "from": start, "to": end}
        chosen = select(publication, {name: told for name, told in query.items() if told}, PAGES[page])
        asked = {publication.wave(wave).population for wave in chosen.waves}
        assert asked == {publication.population_of(chosen.instrument)}


@pytest.mark.parametrize("page", ["site", "sites", "principles", "indicators", "management", "overview"])
def test_pages_without_a_questionnaire_to_choose_show_staffs_rounds(
    publication: Publication, page: str
) -> None:
    chosen = select(publication, {"instrument": "citizens", "from": ROUNDS[0], "to": ROUNDS[1]}, PAGES[page])
    assert chosen.waves == ("pre", "followup")


@pytest.mark.parametrize("page", ["change", "involvement", "participants", "explore"])
def test_the_bar_offers_the_rounds_of_those_who_answer(dashboard: Served, page: str) -> None:
    offered = dashboard.offered(page, BASE)
    assert offered["from"] == offered["to"] == list(ROUNDS)
    assert "citizens" in offered["instrument"]
    of_staff = dashboard.offered(page, {"programme": "fjordby"})
    assert of_staff["from"] == of_staff["to"] == list(OF_STAFF)


def test_a_group_of_others_is_not_carried_over(publication: Publication) -> None:
    page = PAGES["change"]
    for group, instrument in (("practitioner.fjordby", "citizens"), ("citizens.fjordby", "practice")):
        assert select(publication, {"instrument": instrument, "group": group}, page).group == "all"
    own = {"instrument": "citizens", "group": "citizens.fjordby"}
    assert select(publication, own, page).group == "citizens.fjordby"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        ("change", {}),
        ("change", {"view": "answers"}),
        ("change", {"view": "factors"}),
        ("change", {"group": "citizens.fjordby.brygga"}),
        ("involvement", {}),
        ("involvement", {"view": "items"}),
        ("participants", {}),
    ],
)
def test_they_are_called_what_they_are_and_never_staff(
    dashboard: Served, code: str, page: str, chosen: Mapping[str, str]
) -> None:
    told = response(dashboard, page, lang=code, **chosen)
    written = json.dumps(told, ensure_ascii=False).replace("staff-", "")
    assert not NEVER.search(written), NEVER.search(written)
    word = LANGUAGES[code].say("people.citizens").casefold().removesuffix("e")
    assert word in written.casefold()


def test_their_change_is_the_files(publication: Publication) -> None:
    wanted = Wanted(publication, LANGUAGES["en"], instrument="citizens", group="all")
    rows = {row["item"]: row for row in rows_of("change", wanted)}
    for at, item in enumerate(f"e{number}" for number in range(1, 10)):
        earlier, later = (answers(wave, at + 1) for wave in ROUNDS)
        assert (rows[item]["n_from"], rows[item]["n_to"]) == (len(earlier), len(later))
        assert rows[item]["mean_from"] == pytest.approx(np.mean(earlier))
        assert rows[item]["mean_to"] == pytest.approx(np.mean(later))


def test_show_compares_nobody_with_others(publication: Publication) -> None:
    wanted = Wanted(publication, LANGUAGES["en"], group="all")
    ends = {(row["instrument"], row["from"], row["to"]) for row in rows_of("change", wanted)}
    assert {(start, end) for name, start, end in ends if name != "citizens"} == {("pre", "followup")}
    assert {(start, end) for name, start, end in ends if name == "citizens"} == {ROUNDS}
    across = Wanted(publication, LANGUAGES["en"], from_wave="pre", to_wave=ROUNDS[1])
    assert not rows_of("change", across)
    assert not rows_of("explore", across)


@pytest.mark.parametrize("what", ["answers", "subscales", "sites", "explore"])
def test_show_has_rows_of_them_in_their_own_rounds_alone(publication: Publication, what: str) -> None:
    wanted = Wanted(publication, LANGUAGES["en"], instrument="citizens")
    rows = rows_of(what, wanted)
    assert {row["wave"] for row in rows} == {*ROUNDS}
    others = rows_of(what, Wanted(publication, LANGUAGES["en"], instrument="involvement"))
    assert not {row["wave"] for row in others} & {*ROUNDS}


def test_groups_of_a_round_are_of_one_population(publication: Publication) -> None:
    rows = rows_of("groups", Wanted(publication, LANGUAGES["en"]))
    assert {row["roles"] for row in rows if row["wave"] in ROUNDS} == {"citizens"}
    assert "citizens" not in "|".join(row["roles"] for row in rows if row["wave"] in OF_STAFF)


def test_files_and_source_name_their_own_files_alone(dashboard: Served) -> None:
    text = dashboard.file("change", BASE | {"lang": "en"}, "comma").decode("utf-8-sig")
    rows = {row["Question"]: row for row in csv.DictReader(io.StringIO(text))}
    assert float(rows["I am told what my answers are used for"]["Spring 2026 Mean"]) == pytest.approx(
        np.mean(answers(ROUNDS[1], 5)), abs=0.005
    )
    source = json.dumps(response(dashboard, "change", lang="en"))
    assert "citizens-2025.csv, citizens-2026.csv" in source
    assert "staff-pre" not in source
    of_staff = json.dumps(response(dashboard, "change", lang="en", instrument="practice"))
    assert "staff-pre.csv" in of_staff
    assert "citizens-2025" not in of_staff


@pytest.mark.parametrize("code", CODES)
def test_where_rounds_are_listed_theirs_are_said_to_be_theirs(dashboard: Served, code: str) -> None:
    told = dashboard.contents({"programme": "fjordby", "lang": code}).decode()
    whose = LANGUAGES[code].say("people.citizens").lower()
    for names in (
        ("Våren 2025", "Våren 2026"),
        ("Foråret 2025", "Foråret 2026"),
        ("Spring 2025", "Spring 2026"),
    ):
        for name in names:
            assert told.casefold().count(name.casefold()) == told.casefold().count(
                f"{name} ({whose})".casefold()
            )


def test_who_answered_is_told_of_each_by_themselves(dashboard: Served) -> None:
    told = json.dumps(response(dashboard, "participants", lang="en"))
    members = [len((FILES / f"{wave}.csv").read_text("windows-1252").splitlines()) - 1 for wave in ROUNDS]
    for n in members:
        assert f"{100 * n / 469:.0f}% ({n} of 469)" in told
    assert "Response rate among service users" in told
    assert "Role" not in told
    overview = dashboard.overview({"programme": "fjordby", "lang": "en"}).decode()
    assert re.search(r"Response rate: 76% before, 73% after, 69% a year later\.", overview)
    assert re.search(r"Service users: \d+% spring 2025, \d+% spring 2026\.", overview)


@pytest.mark.parametrize(
    ("item", "direction", "outcome"),
    [("e5", "up", "supported"), ("e3", "up", "contradicted"), ("e3", "down", "supported"), ("e2", "up", "")],
)
def test_a_claim_about_their_answers_is_checked(
    publication: Publication, item: str, direction: str, outcome: str
) -> None:
    query = {"subject": "answers", "instrument": "citizens", "item": item, "direction": direction}
    found = change_claimed(publication, select(publication, query, PAGES["claim"]))
    assert found is not None
    assert found.verdict.outcome == (outcome or found.verdict.outcome)
    assert (found.verdict.outcome in ("supported", "contradicted")) == bool(outcome)


def filled(served: bytes, part: str) -> Any:
    return json.loads(served)["response"][part]["children"]


def people_in(wave: str, *sites: str) -> int:
    text = (FILES / f"{wave}.csv").read_text("windows-1252")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    return sum(not sites or row[2] in sites for row in rows)


def at_site(dashboard: Served, site: str) -> Any:
    return filled(dashboard.site(site, {"programme": "fjordby", "lang": "en"}), "site-contents")


def test_three_perspectives_stand_at_a_site_each_on_its_own_scale(dashboard: Served) -> None:
    """Citizens' means are those of the answers in the file; staff are asked nothing of visible leadership."""
    shown = at_site(dashboard, "solsiden")
    head, *rows = cells(shown)
    assert head[-3:] == ["○\u00a0Leaders (1–5)", "●\u00a0Staff (1–5)", "◆\u00a0Service users (1–4)"]
    by_name = {row[0]: row for row in rows}
    collaboration = mean_of(ROUNDS[1], (1, 8, 9), "Solsiden")
    assert by_name["Collaboration with the service user"][-1] == f"{collaboration:.1f}"
    leadership = mean_of(ROUNDS[1], (3,), "Solsiden")
    assert by_name["Visible leadership"][-2:] == ["–", f"{leadership:.1f}"]
    text = " ".join(texts(shown))
    n = people_in(ROUNDS[1], "Solsiden")
    assert f"◆ Service users at Solsiden, spring 2026 · n\u00a0{n}" in text
    assert "from 1 (Not true) to 4 (Completely true)" in text
    assert "from 1 (To a small extent) to 5 (To a great extent)" in text
    assert "citizens-2026.csv" in text


@pytest.mark.parametrize("site", ["helseteam", "tunet"])
def test_citizens_of_a_merged_site_stand_under_the_merged_groups_name(dashboard: Served, site: str) -> None:
    shown = at_site(dashboard, site)
    n = people_in(ROUNDS[1], "Helseteamet", "Tunet")
    assert f"◆ Service users at Helseteamet and Tunet, spring 2026 · n\u00a0{n}" in " ".join(texts(shown))
    (row,) = (row for row in cells(shown) if row[0] == "Visible leadership")
    assert row[-1] == f"{mean_of(ROUNDS[1], (3,), 'Helseteamet', 'Tunet'):.1f}"


def test_a_perspective_is_its_questions_means_and_no_distance(publication: Publication) -> None:
    chosen = select(publication, {"site": "brygga"}, PAGES["site"])
    site = site_page(publication, chosen)
    assert site is not None
    staff, citizens = perspectives_at(publication, chosen, site.staff)
    assert (staff.population, citizens.population) == ("staff", "citizens")
    for principle, items in {"l1": (1, 8, 9), "l5": (5,), "l7": (7,)}.items():
        assert citizens.mean(principle) == pytest.approx(mean_of(ROUNDS[1], items, "Brygga"))


@pytest.mark.parametrize("code", CODES)
def test_the_principle_in_focus_has_three_perspectives_of_the_whole_programme(
    dashboard: Served, code: str
) -> None:
    query = {"programme": "fjordby", "lang": code, "item": "l5", "round": "r3"}
    below = filled(dashboard.prompts(query), "principles-prompts")
    head, row = cells(below)
    language = LANGUAGES[code]
    names = [language.say(f"people.{who}") for who in ("leaders", "staff", "citizens")]
    scales = ["1–5", "1–5", "1–4"]
    told = zip("○●◆", names, scales, strict=True)
    assert head[-3:] == [f"{mark}\u00a0{name} ({scale})" for mark, name, scale in told]
    assert row[-1] == language.decimal(mean_of(ROUNDS[1], (5,)), 1)
    assert f"n\u00a0{people_in(ROUNDS[1])}" in " ".join(texts(below))


@pytest.mark.parametrize("site", ["tunet", "solsiden"])
def test_citizens_can_find_with_whom_they_are_shown(publication: Publication, site: str) -> None:
    group = group_of(publication, "citizens", site)
    names = {"tunet": "Service users at Helseteamet and Tunet", "solsiden": "Service users at Solsiden"}
    assert group is not None
    assert group.label["en"] == names[site]


def test_a_question_that_begins_with_i_keeps_its_capital_in_english_alone() -> None:
    assert label_in_sentence("I have a say", LANGUAGES["en"]) == "I have a say"
    assert label_in_sentence("I høj grad", LANGUAGES["da"]) == "i høj grad"
    assert label_in_sentence("Visible leadership", LANGUAGES["en"]) == "visible leadership"
