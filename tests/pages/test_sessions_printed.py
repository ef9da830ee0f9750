"""Sessions as a report printed them: the 2017 programme's own figures, and which of them are copies."""

from pathlib import Path

import pytest

from dashboard.pages.sessions.answer import session_rows
from dashboard.pages.sessions.report import sessions_report
from dashboard.report.selection import Selection
from publication.following import Publications
from publication.languages import CODES
from publication.places import DEFAULT_DATA
from publication.reading import Publication
from tests.dashboards import LANGUAGES, check_figure, figure_texts, run, table_of

PROGRAMME = "recoverydannelse-2017"
FILE = DEFAULT_DATA / "example" / PROGRAMME / "kor_sessions.csv"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("printed") / "var"
    for command in (("load", str(FILE), "--programme", PROGRAMME), ("publish", PROGRAMME)):
        result = run(var, DEFAULT_DATA, *command)
        assert result.exit_code == 0, result.stderr
    return var


@pytest.fixture(scope="module")
def publication(var: Path) -> Publication:
    return Publications(var).current(PROGRAMME)


def asked(code: str = "en", instrument: str = "kor_benefit", **said: str) -> Selection:
    return Selection(code, PROGRAMME, instrument, **said)


def test_the_figures_are_those_of_the_report_in_the_programmes_order(publication: Publication) -> None:
    rows = session_rows(publication, asked())
    assert [row.id for row in rows] == [
        *(f"theme_day-{number}" for number in (1, 2, 3, 4, 5)),
        *(f"experience_sharing-{number}" for number in (2, 3, 4)),
    ]
    first = rows[0].marked["b1"]
    assert (first.printed, first.least, first.most) == ("6.8", 2, 10)
    assert first.n != first.n
    assert first.low != first.low
    assert rows[3].participants == 21


def test_two_pairs_of_sessions_carry_the_same_figures(publication: Publication) -> None:
    """Theme days 1 and 2, and theme day 3 with experience sharing 2: all eight printed means are alike."""
    same = {row.id: set(row.same_as) for row in session_rows(publication, asked()) if row.same_as}
    assert same == {
        "theme_day-1": {"theme_day-2"},
        "theme_day-2": {"theme_day-1"},
        "theme_day-3": {"experience_sharing-2"},
        "experience_sharing-2": {"theme_day-3"},
    }


@pytest.mark.parametrize("code", CODES)
def test_copies_are_said_and_signed_also_where_one_of_them_is_of_another_kind(
    publication: Publication, code: str
) -> None:
    language = LANGUAGES[code]
    reading = sessions_report(publication, asked(code, kind="experience_sharing"), language)
    assert reading is not None
    (copied,) = [one for one in reading.sentences if one.startswith("¹")]
    for name in ("theme_day", "experience_sharing"):
        kind = next(one for one in publication.definition.session_kinds if one.id == name)
        assert language.of(kind.name) in copied.replace("\u00a0", " ")
    assert sum("¹" in label for label in reading.chart["layout"]["xaxis"]["ticktext"]) == 1


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("view", ["means", "answers"])
def test_the_chart_shows_printed_means_as_printed(publication: Publication, code: str, view: str) -> None:
    language = LANGUAGES[code]
    reading = sessions_report(publication, asked(code, view=view), language)
    assert reading is not None
    check_figure(reading.chart, language)
    # Trailing zeros as the report has them: 7 for experience sharing 3, 8.0 for theme day 5.
    mark = "." if code == "en" else ","
    shown = set(figure_texts(reading.chart))
    assert {f"<b>{one.replace('.', mark)}</b>" for one in ("7", "7.32", "8.0")} <= shown
    marks = [trace["marker"] for trace in reading.chart["data"] if trace.get("mode") == "markers"]
    assert {symbol for marker in marks for symbol in marker["symbol"]} == {"diamond"}
    assert reading.rests_on == "session_means"
    assert (language.say("sessions.note_no_counts") in reading.notes) == (view == "answers")
    assert reading.people == language.say("sessions.people_printed.many", n=8)


def test_the_sentence_names_who_is_clearly_above_session_by_session(publication: Publication) -> None:
    """Counted in the eight printed sessions: where a line lies above another.

    Reflection lies above each of the others at seven; mastery above skills at all eight. Knowledge lies above
    skills at six alone, and above no other at more than four.
    """
    reading = sessions_report(publication, asked(), LANGUAGES["en"])
    assert reading is not None
    assert reading.finding == "“Reflection” is rated highest, “Knowledge” and “Skills” lowest"
    assert reading.lead == "Benefit from the session, 8 sessions: means from 6.5 to 8.4."


def test_the_table_holds_the_printed_figures(publication: Publication) -> None:
    shown = table_of("sessions", publication, asked(), LANGUAGES["da"])
    assert [one.name for one in shown.columns] == [
        "session",
        "line",
        "participants",
        "mean",
        "least",
        "most",
        "remark",
    ]
    first = shown.shown(LANGUAGES["da"])[0]
    assert first == ["Temadag 1", "Viden", "", "6,80", "2,0", "10,0", "Samme tal ved en anden kursusgang"]


def test_show_says_which_figures_are_printed(var: Path) -> None:
    result = run(
        var,
        DEFAULT_DATA,
        "show",
        "sessions",
        "--programme",
        PROGRAMME,
        "--format",
        "csv",
        "--wave",
        "theme_day-4",
    )
    header, *lines = result.stdout.splitlines()
    assert header == (
        "programme,instrument,session,group,group_label,kind,date,item,label,n,mean,"
        "count_0,count_1,count_2,count_3,count_4,count_5,count_6,count_7,count_8,count_9,count_10,"
        "q1,median,q3,status,printed"
    )
    assert lines[0] == (
        f"{PROGRAMME},kor_benefit,theme_day-4,theme_day-4,Theme day 4,theme_day,,b1,Knowledge,,7.7,"
        ",,,,,,,,,,,,,,shown,yes"
    )
    assert len(lines) == 8
