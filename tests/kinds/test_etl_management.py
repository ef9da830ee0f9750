"""Management figures, long and wide: what is stored, and what is refused where; rows worked by hand."""

import datetime as dt
import io
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import xlsxwriter

from publication.faults import Refused, SourceError
from publication.places import DEFAULT_DATA
from tests.worlds import NOW, WORDS, World, people, write_toml

MakeWorld = Callable[..., World]
JAN, FEB, MAR = dt.date(2025, 1, 1), dt.date(2025, 2, 1), dt.date(2025, 3, 1)
LAYOUTS = {
    "wide": {"site": "Tilbud", "indicator": "Nøkkeltall"},
    "long": {"site": "Tilbud", "month": "Måned", "indicator": "Nøkkeltall", "value": "Verdi"},
    "parts": {
        "site": "Tilbud",
        "month": "Måned",
        "indicator": "Nøkkeltall",
        "numerator": "Teller",
        "denominator": "Nevner",
    },
}


def describe(world: World, layout: str, form: str = "figures", **said: object) -> World:
    """Write the mapping of a form of figures, and the indicators."""
    if not (world.at.data / "indicators").is_dir():
        shutil.copytree(DEFAULT_DATA / "indicators", world.at.data / "indicators")
    mapping = {"form": form, "kind": "management", "programme": "small", "columns": LAYOUTS[layout]} | said
    write_toml(world.at.data / f"mappings/{form}.toml", mapping)
    return world


@pytest.fixture
def wide(world: World) -> World:
    return describe(world, "wide")


@pytest.fixture
def long(world: World) -> World:
    return describe(world, "long")


@pytest.fixture
def parts(world: World) -> World:
    return describe(world, "parts")


def file(world: World, lines: str | Iterable[str], name: str = "figures.csv") -> Path:
    path = world.folder / name
    written = lines if isinstance(lines, str) else "\n".join(lines) + "\n"
    path.write_text(written, "utf-8")
    return path


def stored(world: World) -> list[tuple[dt.date, str, str, float]]:
    return [row[2:] for row in world.stored("management")]


def load(world: World, *lines: str, name: str = "figures.csv") -> list[tuple[dt.date, str, str, float]]:
    world.load_files(file(world, lines, name), mapping="figures")
    return stored(world)


def found(world: World, *files: Path, mapping: str = "figures") -> list[tuple[object, ...]]:
    """Return rule, line, column and value of every fault; every one of them can be said in every language."""
    with pytest.raises(SourceError) as refused:
        world.load_files(*files, mapping=mapping)
    for one in refused.value.faults:
        assert all(one.sentence(WORDS, language) for language in ("nb", "da", "en"))
    assert stored(world) == []
    return [(one.rule, one.line, one.column, one.value or None) for one in refused.value.faults]


def faults(world: World, *lines: str) -> list[tuple[object, ...]]:
    return found(world, file(world, lines))


HEADER = "Tilbud;Nøkkeltall;jan 2025;feb 2025"
LONG = "Tilbud;Måned;Nøkkeltall;Verdi"
PARTS = "Tilbud;Måned;Nøkkeltall;Teller;Nevner"


def test_a_wide_table_gives_one_row_per_site_month_and_series(wide: World) -> None:
    assert load(wide, HEADER, "Site a;Belagte plassdøgn;280;251", "c;waiting;3;0") == [
        (JAN, "a", "occupied_days", 280),
        (JAN, "c", "waiting", 3),
        (FEB, "a", "occupied_days", 251),
        (FEB, "c", "waiting", 0),
    ]


def test_a_long_table_gives_the_same(long: World) -> None:
    rows = ["Site a;2025-01;Belagte plassdøgn;280", "a;02.2025;Occupied bed days;251"]
    assert load(long, LONG, *rows, "c;januar 2025;waiting;3", "c;2025-02-01;På venteliste;0") == [
        (JAN, "a", "occupied_days", 280),
        (JAN, "c", "waiting", 3),
        (FEB, "a", "occupied_days", 251),
        (FEB, "c", "waiting", 0),
    ]


def test_a_table_of_numerators_and_denominators_gives_both(parts: World) -> None:
    rows = ["a;2025-01;Belegg;280;310", "a;2025-01;Vold;2;280", "b;2025-02;referrals;4;", "c;2025-02;Vold;1;"]
    assert load(parts, PARTS, *rows) == [
        (JAN, "a", "available_days", 310),
        (JAN, "a", "occupied_days", 280),
        (JAN, "a", "violence", 2),
        (FEB, "b", "referrals", 4),
        (FEB, "c", "violence", 1),
    ]


def test_blank_is_not_zero_and_months_may_stand_in_any_order(wide: World) -> None:
    header = "Tilbud;Nøkkeltall;2025-02;2024-12;mars 2025;2025-01"
    rows = ["a;referrals;;0;5;\u00a0", "b;referrals;1;;;"]
    assert load(wide, header, *rows) == [
        (dt.date(2024, 12, 1), "a", "referrals", 0),
        (FEB, "b", "referrals", 1),
        (MAR, "a", "referrals", 5),
    ]
    assert [row[3] for row in wide.stored("files")] == ["2024-12", "2025-02", "2025-03"]


@pytest.mark.parametrize(
    ("series", "cell", "value"),
    [
        ("worked_hours", "1 234,5", 1234.5),
        ("worked_hours", "1\u00a0234.5", 1234.5),
        ("worked_hours", "12\u202f345", 12345),
        ("worked_hours", "7,25", 7.25),
        ("absence", "6,3 %", 6.3),
        ("absence", "6.3%", 6.3),
        ("absence", "0", 0),
        ("absence", "100\u00a0%", 100),
        ("referrals", " 4 ", 4),
        ("referrals", "4,0", 4),
        ("referrals", "1 204", 1204),
    ],
)
def test_a_figure_is_read_as_it_is_written_in_the_north(
    wide: World, series: str, cell: str, value: float
) -> None:
    assert load(wide, "Tilbud;Nøkkeltall;jan 2025", f"a;{series};{cell}") == [(JAN, "a", series, value)]


# What people call March 2025, by the names of months in the three languages.
MARCH = ["2025-03", "03.2025", "3.2025", "03-2025", "2025-03-01", "01.03.2025", "mar 2025", "Mar. 2025"]
MARCH += ["mars 2025", "MARTS 2025", "March 2025", "mar-2025", "mars2025"]


@pytest.mark.parametrize("month", MARCH)
def test_a_month_is_known_by_number_and_by_name(make_world: MakeWorld, month: str) -> None:
    world = describe(make_world(), "wide")
    assert load(world, f"Tilbud;Nøkkeltall;{month}", "a;referrals;4") == [(MAR, "a", "referrals", 4)]
    describe(world, "long")
    assert load(world, LONG, f"b;{month};referrals;5", name="long.csv") == [(MAR, "b", "referrals", 5)]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *[("januar", 1), ("febr.", 2), ("april", 4), ("mai", 5), ("maj", 5), ("May", 5), ("juni", 6)],
        *[("juli", 7), ("aug", 8), ("sept.", 9), ("oktober", 10), ("okt", 10), ("Oct", 10), ("nov.", 11)],
        *[("desember", 12), ("december", 12), ("des", 12), ("dec", 12)],
    ],
)
def test_every_month_has_its_names(wide: World, written: str, number: int) -> None:
    kept = load(wide, f"Tilbud;Nøkkeltall;{written} 2024", "a;referrals;4")
    assert kept == [(dt.date(2024, number, 1), "a", "referrals", 4)]


NO_MONTH = [
    "2025-13",
    "2025-00",
    "13.2025",
    "45658",
    "jan 25",
    "2025",
    "01.25",
    "2025-1",
    "2025-01-15",
    "15.01.2025",
]


@pytest.mark.parametrize("month", NO_MONTH)
def test_what_is_no_month_is_refused_as_a_column(wide: World, month: str) -> None:
    header = f"{HEADER};{month}"
    assert faults(wide, header, "a;referrals;4;5;6") == [("not_a_month", 1, month, None)]


@pytest.mark.parametrize("month", [*NO_MONTH, "januar", "i fjor"])
def test_what_is_no_month_is_refused_as_a_cell(long: World, month: str) -> None:
    rows = ["a;2025-01;referrals;4", f"a;{month};referrals;5"]
    assert faults(long, LONG, *rows) == [("not_a_month", 3, "Måned", month)]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        ("Tilbud;Nøkkeltall;jan 2025;2025-01", ("doubled_month", 1, "2025-01", None)),
        ("Tilbud;Nøkkeltall;jan 2025;Januar 2025", ("doubled_month", 1, "Januar 2025", None)),
        ("Tilbud;Nøkkeltall;jan 2025;Sum", ("unknown_column", 1, "Sum", None)),
        ("Tilbud;Nøkkeltal;jan 2025;feb 2025", ("unknown_column", 1, "Nøkkeltal", None)),
        ("Sted;Nøkkeltall;jan 2025;feb 2025", ("missing_column", 1, "Tilbud", None)),
    ],
)
def test_columns_that_are_no_months_or_months_twice_are_refused(
    wide: World, header: str, fault: tuple[object, ...]
) -> None:
    assert fault in faults(wide, header, "a;referrals;4;5")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("d;referrals;4;5", ("not_accepted", 3, "Tilbud", "d")),
        (";referrals;4;5", ("missing_value", 3, "Tilbud", None)),
        ("I alt;referrals;4;5", ("totals_row", 3, "Tilbud", "I alt")),
        ("Total;referrals;4;5", ("totals_row", 3, "Tilbud", "Total")),
        ("Sum;referrals;4;5", ("totals_row", 3, "Tilbud", "Sum")),
        ("Hele kommunen;referrals;4;5", ("totals_row", 3, "Tilbud", "Hele kommunen")),
        ("a;Henvisning;4;5", ("not_accepted", 3, "Nøkkeltall", "Henvisning")),
        ("a;Belegg;91,5;92", ("not_accepted", 3, "Nøkkeltall", "Belegg")),
        ("a;;4;5", ("missing_value", 3, "Nøkkeltall", None)),
        ("a;referrals;-1;5", ("out_of_range", 3, "jan 2025", "-1")),
        ("a;referrals;4;2,5", ("not_a_whole_number", 3, "feb 2025", "2,5")),
        ("a;referrals;4 %;5", ("percent_sign", 3, "jan 2025", "4 %")),
        ("a;referrals;8,5 %;5", ("percent_sign", 3, "jan 2025", "8,5 %")),
        ("a;referrals;-8,5 %;5", ("out_of_range", 3, "jan 2025", "-8,5 %")),
        ("a;referrals;1.234;5", ("ambiguous_number", 3, "jan 2025", "1.234")),
        ("a;absence;104;5", ("out_of_range", 3, "jan 2025", "104")),
        ("a;worked_hours;1.234;5", ("ambiguous_number", 3, "jan 2025", "1.234")),
        ("a;worked_hours;1e3;5", ("not_a_number", 3, "jan 2025", "1e3")),
        ("a;referrals;ca. 4;5", ("not_a_number", 3, "jan 2025", "ca. 4")),
        ("a;referrals;4;-", ("not_a_number", 3, "feb 2025", "-")),
        ("a;referrals;#DIV/0!;5", ("not_a_number", 3, "jan 2025", "#DIV/0!")),
        ("a;referrals;02.mar;5", ("not_a_number", 3, "jan 2025", "02.mar")),
        ("a;referrals;5%%;5", ("not_a_number", 3, "jan 2025", "5%%")),
    ],
)
def test_a_cell_that_is_no_figure_is_refused_with_its_place(
    wide: World, row: str, fault: tuple[object, ...]
) -> None:
    assert faults(wide, HEADER, "b;waiting;1;1", row) == [fault]


@pytest.mark.parametrize(
    ("part", "whole", "fault"),
    [
        ("20,5 %", "10", ("percent_sign", 2, "jan 2025", "20,5 %")),
        ("20,5", "10", ("not_a_whole_number", 2, "jan 2025", "20,5")),
        ("20", "10 %", ("percent_sign", 3, "jan 2025", "10 %")),
        ("20", "-10", ("out_of_range", 3, "jan 2025", "-10")),
        ("20", "1.234", ("ambiguous_number", 3, "jan 2025", "1.234")),
    ],
)
@pytest.mark.parametrize("series", [("places_in_use", "places"), ("occupied_days", "available_days")])
def test_a_figure_at_fault_is_held_against_no_other(
    wide: World, series: tuple[str, str], part: str, whole: str, fault: tuple[object, ...]
) -> None:
    rows = [f"a;{name};{figure};5" for name, figure in zip(series, (part, whole), strict=True)]
    assert faults(wide, HEADER, *rows) == [fault]


def test_a_site_that_is_not_there_is_answered_with_those_that_are_by_id_and_name(wide: World) -> None:
    with pytest.raises(SourceError) as refused:
        wide.load_files(file(wide, [HEADER, "Nowhere;referrals;4;5"]), mapping="figures")
    assert refused.value.faults[0].details["accepted"] == "a (Site a), b (Site b), c (Site c)"


def test_the_nearest_site_and_series_are_named(wide: World) -> None:
    with pytest.raises(SourceError) as refused:
        wide.load_files(file(wide, [HEADER, "Site aa;Henvisning;4;5"]), mapping="figures")
    assert [one.details["nearest"] for one in refused.value.faults] == ["Site a", "Henvisninger"]


def test_a_month_to_come_may_stand_empty_and_hold_nothing(wide: World) -> None:
    header = "Tilbud;Nøkkeltall;mars 2025;april 2025"
    assert faults(wide, header, "a;referrals;4;5") == [("in_future", 2, "april 2025", "5")]
    assert load(wide, header, "a;referrals;4;") == [(MAR, "a", "referrals", 4)]


def test_which_months_are_to_come_the_day_says(wide: World, long: World) -> None:
    assert faults(long, LONG, "a;2025-04;referrals;5") == [("in_future", 2, "Måned", "2025-04")]
    later = file(long, [LONG, "a;2025-04;referrals;5"])
    assert long.load_files(later, mapping="figures", now=dt.datetime(2025, 4, 1))


def test_more_occupied_than_available_days_are_refused_and_both_cells_named(wide: World) -> None:
    rows = ["a;available_days;310;280", "a;occupied_days;311;280"]
    path = file(wide, [HEADER, *rows])
    assert found(wide, path) == [("over_ceiling", 3, "jan 2025", "311")]
    with pytest.raises(SourceError) as refused:
        wide.load_files(path, mapping="figures")
    said = refused.value.faults[0].details
    expected = {"most": "310", "other_file": "figures.csv", "other_line": "2", "other_column": "jan 2025"}
    assert said == expected


def test_available_days_are_the_months_days_of_each_place_at_most(wide: World) -> None:
    """February 2025 has 28 days, so ten places give 280 bed days; January has 31, so 310."""
    rows = ["a;places;10;10", "a;available_days;310;281"]
    assert faults(wide, HEADER, *rows) == [("over_ceiling", 3, "feb 2025", "281")]


@pytest.mark.parametrize(
    ("part", "whole"), [("places_in_use", "places"), ("goals_reached", "goals_reviewed")]
)
def test_a_part_is_never_more_than_its_whole(wide: World, part: str, whole: str) -> None:
    assert faults(wide, HEADER, f"b;{part};5;9", f"b;{whole};5;8") == [("over_ceiling", 2, "feb 2025", "9")]


def test_ceilings_hold_per_site_and_month_and_between_files_of_the_form(wide: World) -> None:
    first = file(wide, [HEADER, "a;goals_reviewed;5;7", "b;goals_reached;9;9"], "first.csv")
    second = file(wide, ["Tilbud;Nøkkeltall;feb 2025", "a;goals_reached;8"], "second.csv")
    assert found(wide, first, second) == [("over_ceiling", 2, "feb 2025", "8")]


def test_a_site_and_series_twice_in_a_wide_file_are_refused(wide: World) -> None:
    rows = ["a;referrals;4;5", "b;referrals;4;5", "Site a;Henvisninger;;6"]
    assert faults(wide, HEADER, *rows) == [
        ("doubled", 2, "Nøkkeltall", "referrals"),
        ("doubled", 4, "Nøkkeltall", "Henvisninger"),
    ]


def test_a_site_month_and_series_twice_in_a_long_file_are_refused(long: World) -> None:
    rows = ["a;2025-01;referrals;4", "a;januar 2025;referrals;4", "a;2025-02;referrals;4"]
    assert faults(long, LONG, *rows) == [
        ("doubled", 2, "Nøkkeltall", "referrals"),
        ("doubled", 3, "Nøkkeltall", "referrals"),
    ]


def test_a_figure_in_two_files_of_the_form_is_refused_where_it_stands(wide: World) -> None:
    first = file(wide, [HEADER, "a;referrals;4;"], "first.csv")
    second = file(wide, ["Tilbud;Nøkkeltall;feb 2025;2025-01", "a;referrals;5;4"], "second.csv")
    assert found(wide, first, second) == [
        ("doubled", 2, "jan 2025", "4"),
        ("doubled", 2, "2025-01", "4"),
    ]


def test_files_of_a_form_may_each_have_months_of_their_own(wide: World) -> None:
    first = file(wide, ["Tilbud;Nøkkeltall;jan 2025", "a;referrals;4"], "first.csv")
    second = file(wide, ["Tilbud;Nøkkeltall;2025-02", "a;referrals;5"], "second.csv")
    wide.load_files(first, second, mapping="figures")
    assert stored(wide) == [(JAN, "a", "referrals", 4), (FEB, "a", "referrals", 5)]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (["a;2025-01;referrals;4;5"], ("no_denominator", 2, "Nevner", "5")),
        (["a;2025-01;Belegg;311;310"], ("over_ceiling", 2, "Teller", "311")),
        (["a;2025-01;Belegg;280;310", "a;2025-01;Vold;2;281"], ("figure_differs", 2, "Teller", "280")),
        (["a;2025-01;Vold;1,5;280"], ("not_a_whole_number", 2, "Teller", "1,5")),
        (["a;2025-01;Vold;1;280,5"], ("not_a_whole_number", 2, "Nevner", "280,5")),
        (["a;2025-01;occupied_days;280;"], ("not_accepted", 2, "Nøkkeltall", "occupied_days")),
    ],
)
def test_numerators_and_denominators_are_held_to_the_indicator(
    parts: World, rows: list[str], fault: tuple[object, ...]
) -> None:
    assert faults(parts, PARTS, *rows)[0] == fault


def test_a_file_without_any_figure_is_refused(wide: World, long: World) -> None:
    assert faults(long, LONG, "a;2025-01;referrals;") == [("no_figures", None, None, None)]
    assert faults(describe(wide, "wide"), HEADER, "a;referrals;;") == [("no_figures", None, None, None)]


def test_a_load_replaces_the_months_that_are_in_the_file_and_no_others(wide: World) -> None:
    load(wide, HEADER, "a;referrals;4;5", "b;referrals;1;2")
    kept = load(wide, "Tilbud;Nøkkeltall;feb 2025;mars 2025", "a;referrals;6;7", name="later.csv")
    assert kept == [
        (JAN, "a", "referrals", 4),
        (JAN, "b", "referrals", 1),
        (FEB, "a", "referrals", 6),
        (MAR, "a", "referrals", 7),
    ]
    files = [(row[3], row[4]) for row in wide.stored("files")]
    assert files == [("2025-01", "figures.csv"), ("2025-02", "later.csv"), ("2025-03", "later.csv")]


def test_loading_the_same_file_twice_changes_nothing(wide: World) -> None:
    path = file(wide, [HEADER, "a;referrals;4;5"])
    assert wide.load_files(path, mapping="figures")
    assert not wide.load_files(path, mapping="figures", now=NOW + dt.timedelta(days=1))


def test_an_indicator_described_otherwise_makes_the_file_new(wide: World) -> None:
    path = file(wide, [HEADER, "a;referrals;4;5"])
    wide.load_files(path, mapping="figures")
    indicator = wide.at.data / "indicators/referrals.toml"
    indicator.write_text(
        indicator.read_text("utf-8").replace('"whole"', '"decimal"') + 'values = "decimal"\n'
    )
    assert wide.load_files(path, mapping="figures")


def test_two_forms_may_not_give_the_same_figure(wide: World) -> None:
    describe(wide, "long", form="register")
    wide.load_files(file(wide, [LONG, "a;2025-01;violence;1"], "register.csv"), mapping="register")
    path = file(wide, [HEADER, "a;referrals;4;5", "a;violence;1;0"])
    with pytest.raises(SourceError) as refused:
        wide.load_files(path, mapping="figures")
    said = [(one.rule, one.line, one.column, one.details["form"]) for one in refused.value.faults]
    assert said == [("figure_in_other_form", 3, "jan 2025", "register")]
    both = file(wide, [LONG, "a;2025-02;violence;1"], "register.csv")
    with pytest.raises(SourceError) as together:
        wide.load_files(both, path)
    assert {one.rule for one in together.value.faults} == {"figure_in_other_form"}


def test_a_mapping_may_give_names_of_its_own_and_pass_columns_over(world: World) -> None:
    values = {"site": {"Hus A": "a"}, "indicator": {"Døgn brukt": "occupied_days"}}
    describe(world, "wide", values=values, drop=["Sum"])
    kept = load(world, "Tilbud;Nøkkeltall;jan 2025;Sum", "Hus A;Døgn brukt;280;280")
    assert kept == [(JAN, "a", "occupied_days", 280)]


@pytest.mark.parametrize(
    ("values", "id"), [({"site": {"x": "nowhere"}}, "nowhere"), ({"indicator": {"x": "noise"}}, "noise")]
)
def test_a_mapping_that_names_what_is_not_there_is_refused(
    world: World, values: dict[str, object], id: str
) -> None:
    describe(world, "wide", values=values)
    with pytest.raises(Refused) as refused:
        load(world, HEADER, "a;referrals;4;5")
    assert (refused.value.reason, refused.value.details["id"]) == ("mapping_value", id)


@pytest.mark.parametrize(
    "columns",
    [
        {"site": "s", "indicator": "i", "value": "v"},
        {"site": "s", "indicator": "i", "numerator": "n"},
        {"site": "s", "indicator": "i", "month": "m"},
        {"site": "s", "indicator": "i", "month": "m", "value": "v", "numerator": "n"},
        {"site": "s", "indicator": "i", "month": "m", "value": "v", "denominator": "d"},
    ],
)
def test_a_mapping_says_once_where_the_figures_are(world: World, columns: dict[str, str]) -> None:
    describe(world, "wide", columns=columns)
    with pytest.raises(SourceError) as refused:
        load(world, HEADER, "a;referrals;4;5")
    assert [(one.file, one.rule) for one in refused.value.faults] == [("figures.toml", "management_columns")]


def test_the_mapping_is_chosen_by_the_months_in_the_header(wide: World) -> None:
    wide.load_files(file(wide, [HEADER, "a;referrals;4;5"]))
    assert [row[1:] for row in stored(wide)] == [("a", "referrals", 4), ("a", "referrals", 5)]


def test_a_wide_workbook_with_an_empty_second_sheet_is_read(wide: World) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Nøkkeltall")
    book.add_worksheet("Ark2")
    sheet.write_row(0, 0, ["Tilbud", "Nøkkeltall", "jan 2025"])
    sheet.write_datetime(0, 3, dt.datetime(2025, 2, 1), book.add_format({"num_format": "mmm yyyy"}))
    sheet.write_row(1, 0, ["Site a", "Arbeidede timer", 1234.5, None])
    sheet.write_row(2, 0, ["Site b", "Henvisninger", 0, 3])
    book.close()
    path = wide.folder / "figures.xlsx"
    path.write_bytes(content.getvalue())
    wide.load_files(path, mapping="figures")
    assert stored(wide) == [
        (JAN, "a", "worked_hours", 1234.5),
        (JAN, "b", "referrals", 0),
        (FEB, "b", "referrals", 3),
    ]


def test_figures_leave_the_answers_that_are_published_as_they_were(make_world: MakeWorld) -> None:
    world = make_world()
    world.show(people({("practitioner", "a"): 9, ("leader", "c"): 9}))
    before = world.everything()
    describe(world, "wide")
    world.load_files(file(world, [HEADER, "a;referrals;4;5"]), mapping="figures")
    assert world.publish() == (2, True)
    after = world.everything()
    assert {name for name in after if after[name] != before[name]} == {
        "management",
        "definitions",
        "files",
        "meta",
    }
