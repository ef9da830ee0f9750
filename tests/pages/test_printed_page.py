"""What stands below /change where figures are printed."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from dashboard.answers.change import change_table
from dashboard.report.labels import item_labels
from publication.following import Publications
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from tests.dashboards import LANGUAGES, FullWorld, Served, answered, cells, chosen, run, served, texts
from tests.worlds import write_toml

PROGRAMME = "recoverydannelse-2017"
EXAMPLE = DEFAULT_DATA / "example" / PROGRAMME


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("printed")
    assert run(var, DEFAULT_DATA, "load", str(EXAMPLE), "--programme", PROGRAMME).exit_code == 0
    assert run(var, DEFAULT_DATA, "publish", PROGRAMME).exit_code == 0
    return var


@pytest.fixture(scope="module")
def dashboard(var: Path) -> Served:
    return Served(DEFAULT_DATA, var)


def section(dashboard: Served, instrument: str, lang: str = "en", **said: str) -> object:
    query = {"programme": PROGRAMME, "instrument": instrument, "lang": lang, **said}
    answer = json.loads(dashboard.ask("change-printed", {"data": query}).data)
    return answer["response"]["change-printed"]["children"]


def said(component: object) -> str:
    return " ".join(texts(component))


def test_what_cannot_be_is_said_first_and_why(dashboard: Served) -> None:
    usefulness = said(section(dashboard, "usefulness"))
    assert "3.90" in usefulness
    assert "were counted as 5" in usefulness
    practice = said(section(dashboard, "practice"))
    # Of 16 or 18 answers, the SD is 1.12 where it is divided by n; of none where it is divided by n - 1.
    assert "The mean 3.56 and the SD 1.12 fit only if the SD was computed with the divisor n" in practice
    assert "No answers fit" not in practice
    assert "All 16 printed rows are possible." in said(section(dashboard, "involvement"))


def card(dashboard: Served, instrument: str, lang: str = "en", **said: str) -> dict[str, str]:
    """The texts of the card of change, by part."""
    query = {"programme": PROGRAMME, "instrument": instrument, "lang": lang, **said}
    parts = json.loads(dashboard.card("change", query))["response"]
    return {
        name: " ".join(texts(parts[f"change-{name}"]["children"]))
        for name in ("finding", "sentences", "notes")
    }


@pytest.mark.parametrize("lang", CODES)
def test_what_cannot_be_is_no_finding_of_the_same_page(var: Path, dashboard: Served, lang: str) -> None:
    """u5 is printed as 3.90 (0.54) on a scale to 4: the highest that can be are u2 and u3, both 3.76."""
    usefulness = Publications(var).current(PROGRAMME).instruments["usefulness"]
    labels = item_labels(usefulness, LANGUAGES[lang])
    found = card(dashboard, "usefulness", lang)
    assert labels["u5"] not in found["finding"] + found["sentences"]
    assert labels["u2"] in found["finding"] and labels["u3"] in found["finding"]
    assert LANGUAGES[lang].say("card.no_answers_fit", items=labels["u5"]) in found["notes"]


def test_what_fits_under_another_convention_is_not_said_to_fit_none(dashboard: Served) -> None:
    notes = card(dashboard, "practice")["notes"]
    assert "The printed figures do not fit any set of answers, computed the usual way" in notes


def test_printed_means_are_not_offered_as_answers(dashboard: Served) -> None:
    offered = dashboard.offered("change", {"programme": PROGRAMME, "instrument": "practice"})
    assert offered["view"] == ["means"]


@pytest.mark.parametrize(("instrument", "high"), [("practice", 5), ("usefulness", 4)])
def test_no_limit_of_a_mean_lies_beyond_the_scale(var: Path, instrument: str, high: int) -> None:
    publication = Publications(var).current(PROGRAMME)
    selection = chosen(publication, instrument=instrument)
    sides = [side for row in change_table(publication, selection) for side in (row.earlier, row.later)]
    assert max(side.high for side in sides if side.high == side.high) == high
    assert min(side.low for side in sides if side.low == side.low) >= 1


def test_rows_with_a_single_set_of_answers_are_named(dashboard: Served) -> None:
    """Eight of the 56 rows of Table 5, three of the five of Table 4 (counted in test_published_sets)."""
    assert "In 8 rows a single set of answers fits" in said(section(dashboard, "practice"))
    assert "In 3 rows a single set of answers fits" in said(section(dashboard, "usefulness"))


def test_copies_and_percentages_of_nobody_are_told(dashboard: Served) -> None:
    for instrument in ("practice", "usefulness", "involvement"):
        found = said(section(dashboard, instrument)).replace("\u00a0", " ")
        assert "Theme day 1 and Theme day 2 are printed with the same figures in all 8 rows" in found
        assert "Theme day 3 and Experience sharing 2 are printed with the same figures in all 8 rows" in found
        assert found.count("% of any number of people") == 3


def test_the_table_has_a_row_per_item_and_wave(dashboard: Served) -> None:
    header, *rows = cells(section(dashboard, "practice"))
    assert len(rows) == 56
    by_item = {(row[0], row[1]): row for row in rows}
    labels = {one[0] for one in by_item}
    assert len(labels) == 28
    (p08,) = (row for row in rows if row[2:4] == ["3.56", "1.12"])
    assert p08[4:7] == ["21", "–", "0"]
    assert len(header) == len(p08)


@pytest.mark.parametrize("lang", CODES)
def test_every_language_says_it_without_a_gap(dashboard: Served, lang: str) -> None:
    for instrument in ("practice", "usefulness", "involvement"):
        found = said(section(dashboard, instrument, lang))
        assert LANGUAGES[lang].say("printed.heading") in found
        assert "{" not in found
        assert ("3,90" if lang != "en" else "3.90") in found or instrument != "usefulness"


def test_one_wave_has_no_theta(dashboard: Served) -> None:
    assert "θ" in said(section(dashboard, "practice"))
    alone = said(section(dashboard, "practice", **{"from": "pre", "to": "pre"}))
    assert "θ" not in alone
    assert "Recovery-oriented practice" in alone


def test_the_table_of_change_names_a_range_and_no_interval_of_theta(dashboard: Served) -> None:
    query = {"programme": PROGRAMME, "instrument": "practice", "lang": "en"}
    table = json.loads(dashboard.table("change", query))["response"]["change-table-body"]["children"]
    _, headers, *rows = cells(table)
    least = headers.index("least")
    assert headers[least + 1] == "most"
    assert "θ from" not in headers
    assert "θ (range)" in said(table)
    exact = [row for row in rows if row[least] == row[least + 1] != ""]
    # p06, p09 and p26: one set of answers before and one after (worked out in test_published_tables).
    assert [row[least] for row in exact] == ["0.453", "0.556", "0.443"]
    assert sum(row[least] == "" for row in rows) == 1


def test_where_answers_were_given_nothing_is_said(tmp_path: Path) -> None:
    world = FullWorld(tmp_path).write()
    nine = [3] * 9
    world.load(answered("leader", "a", p1=nine, p2=nine, i1=nine, i2=nine))
    world.publish()
    query = {"programme": "small", "instrument": "practice", "lang": "en"}
    answer = json.loads(served(world).ask("change-printed", {"data": query}).data)
    assert answer["response"]["change-printed"]["children"] is None


def test_a_publication_that_has_not_looked_is_shown_as_it_was(var: Path, tmp_path: Path) -> None:
    """One made before printed figures were judged has none of the tables."""
    shutil.copytree(var / "publications", tmp_path / "publications")
    (file,) = (tmp_path / "publications" / PROGRAMME).glob("*.duckdb")
    file.chmod(0o644)
    with duckdb.connect(file) as con:
        for one in ("fits", "theta", "copies", "percents", "claims"):
            con.execute(f"DROP TABLE published_{one}")
    before = Served(DEFAULT_DATA, tmp_path)
    assert section(before, "practice") is None
    query = {"programme": PROGRAMME, "instrument": "practice", "lang": "en"}
    table = json.loads(before.table("change", query))["response"]["change-table-body"]["children"]
    _, headers, *rows = cells(table)
    assert len(rows) == 28
    assert not [header for header in headers if "θ" in header]


def test_a_claim_of_the_report_that_does_not_follow_is_told(tmp_path: Path) -> None:
    """Invented: that the report calls p01 (+0.07) markedly higher and leaves out p02 (+0.52)."""
    data = tmp_path / "data"
    shutil.copytree(DEFAULT_DATA, data, ignore=shutil.ignore_patterns("fjordby*", "example"))
    programme = data / "programmes" / f"{PROGRAMME}.toml"
    claims = tmp_path / "claims.toml"
    write_toml(claims, {"instrument": "practice", "kind": "higher_markedly", "items": ["p01"], "page": "7"})
    programme.write_text(f"{programme.read_text('utf-8')}\n[[claims]]\n{claims.read_text('utf-8')}", "utf-8")
    var = tmp_path / "var"
    assert run(var, data, "load", str(EXAMPLE), "--programme", PROGRAMME).exit_code == 0
    assert run(var, data, "publish", PROGRAMME).exit_code == 0
    found = said(section(Served(data, var), "practice"))
    assert "The report (p. 7) calls" in found
    assert "markedly higher for a difference of +0.07" in found
    assert "+0.52" in found
    assert "The report" not in said(section(Served(data, var), "involvement")).replace(
        "The report prints", ""
    )
