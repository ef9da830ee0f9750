"""Odd and broken files as services send them: odd ones are read right, and said; broken ones are refused.

What is stored, and on which line a fault lies, was worked out by reading each file as a person would.
"""

import unicodedata

import duckdb
import pytest

from etl.checks.normalised import normalised
from etl.columns.columns import Column, FileSpec
from etl.columns.values import Count, Number
from etl.formats.csv import open_csv
from etl.formats.grid import Layout
from etl.load.load import load, read_definitions, read_forms
from etl.staging.stage import stage
from etl.warehouse.warehouse import open_warehouse
from publication.definitions.text import LANGUAGES
from publication.faults import Fault, Note, SourceError
from tests.worlds import NOW, WORDS, World, write_toml

HEADER = "id;wave;site;role;p1;p2"
TWO = [("r1", "leader", "a", 3, 4), ("r2", "practitioner", "b", 1, 5)]
TEXTS = "Respondent;Måling;Sted;Stilling;Trives du?;Er du glad?"
ROWS = "r1;pre;a;leader;3;4\nr2;pre;b;practitioner;1;5\n"
PLAIN = f"{HEADER}\n{ROWS}"
NAMED = [("Bjørk", "leader", "a", 3, 4), ("Åse", "practitioner", "b", 1, 5)]
NORDIC = PLAIN.replace("r1", "Bjørk").replace("r2", "Åse")
NBSP, NARROW, ZERO, MARK = "\u00a0", "\u202f", "\u200b", "\ufeff"


def notes(world: World, content: str | bytes) -> list[Note]:
    path = world.folder / "staff.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    definitions = read_definitions(world.at.data, "small")
    with open_warehouse(world.at.warehouse) as con:
        forms = read_forms(con, definitions, [path])
        load(con, definitions, forms, NOW)
        said = [note for form in forms for note in form.notes]
    assert all(note.sentence(WORDS, language) for note in said for language in LANGUAGES)
    return said


def kept(world: World) -> list[tuple[object, ...]]:
    with world.warehouse() as con:
        return con.execute(
            "SELECT m.respondent, role, site, p1, p2 FROM members m"
            " LEFT JOIN answers_practice a USING (form, wave, respondent) ORDER BY ALL"
        ).fetchall()


def faults(world: World, content: str | bytes) -> list[Fault]:
    with pytest.raises(SourceError) as refused:
        notes(world, content)
    for fault in refused.value.faults:
        assert all(fault.sentence(WORDS, language) for language in LANGUAGES)
    return refused.value.faults


def found(world: World, content: str | bytes) -> list[tuple[str, int | None, str | None]]:
    return [(fault.rule, fault.line, fault.column) for fault in faults(world, content)]


def one(**cells: str) -> str:
    """The file of one leader at site a, with some cells written otherwise."""
    row = {"id": "r1", "wave": "pre", "site": "a", "role": "leader", "p1": "3", "p2": "4"} | cells
    return f"{HEADER}\n{';'.join(row.values())}\n"


def quoted(content: str) -> str:
    return "".join(";".join(f'"{cell}"' for cell in line.split(";")) + "\n" for line in content.splitlines())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(PLAIN, [], id="plain"),
        pytest.param(PLAIN.encode("utf-8-sig"), [], id="byte order mark"),
        pytest.param(MARK + MARK + PLAIN, [], id="two byte order marks"),
        pytest.param(PLAIN.encode("utf-16"), ["encoding"], id="utf-16"),
        pytest.param(PLAIN.encode("utf-16-le"), ["encoding"], id="utf-16 without a mark"),
        pytest.param(PLAIN.replace("\n", "\r\n"), [], id="CRLF"),
        pytest.param(PLAIN.replace("\n", "\r"), [], id="CR"),
        pytest.param(PLAIN.replace("\n", "\r\n", 1), [], id="CRLF after the header only"),
        pytest.param(PLAIN.replace("\n", "\r\r\n"), [], id="CR CRLF"),
        pytest.param(PLAIN.rstrip("\n"), [], id="no line end at the end"),
        pytest.param(PLAIN + "\n\n\n", [], id="blank lines at the end"),
        pytest.param(PLAIN + "\x1a", [], id="Ctrl-Z at the end"),
        pytest.param("\n\n" + PLAIN, [], id="blank lines first"),
        pytest.param(";;;;;\n" + PLAIN, [], id="blank row first"),
        pytest.param(PLAIN.replace("\n", "\n\n"), [], id="every second line blank"),
        pytest.param(PLAIN.replace("r2", "  \nr2"), [], id="a line of blanks"),
        pytest.param(PLAIN.replace(";", ","), [], id="commas"),
        pytest.param(PLAIN.replace(";", "\t"), [], id="tabs"),
        pytest.param(PLAIN.replace(";", "|"), [], id="bars"),
        pytest.param("sep=;\n" + PLAIN, [], id="Excel says its delimiter"),
        pytest.param("sep=,\n" + PLAIN.replace(";", ","), [], id="Excel says it is a comma"),
        pytest.param(
            '"sep=\t"\r\n' + PLAIN.replace(";", "\t").replace("\n", "\r\n"), [], id="Excel says tab"
        ),
        pytest.param(quoted(PLAIN), [], id="everything quoted"),
        pytest.param(quoted(PLAIN).replace('";"', '" ; "'), [], id="blanks outside the quotes"),
        pytest.param(PLAIN.replace("\n", ";\n"), [], id="a delimiter at the end of every line"),
        pytest.param(PLAIN.replace("\n", ";;;\n"), [], id="three delimiters at the end of every line"),
        pytest.param(PLAIN + ";;;;;\n;;;;;\n", ["blank_rows"], id="blank rows last"),
        pytest.param(f"{HEADER}\n;;;;;\n{ROWS}", ["blank_rows"], id="a blank row first"),
        pytest.param(f"{HEADER}\n ;{NBSP};;;\t;\n{ROWS}", ["blank_rows"], id="a row of blanks"),
        pytest.param(f"{HEADER}\n{quoted(';;;;;')}{ROWS}", ["blank_rows"], id="a blank row in quotes"),
        pytest.param(PLAIN.replace(";4", "; 4 "), ["blanks"], id="blanks around a code"),
        pytest.param(PLAIN.replace(";4", f";{NBSP}4"), ["blanks"], id="a no-break blank"),
        pytest.param(PLAIN.replace(";4", f";4{NARROW}"), ["blanks"], id="a narrow no-break blank"),
        pytest.param(PLAIN.replace(";a;", f";{ZERO}a;"), ["blanks"], id="a zero-width blank"),
        pytest.param(PLAIN.replace("r2", f"{MARK}r2"), ["blanks"], id="a byte order mark in a cell"),
        pytest.param(PLAIN.replace("r2", " r2"), ["blanks"], id="a blank before an id"),
        pytest.param(PLAIN.replace(";4\n", ';"4\n"\n'), ["blanks"], id="a line end in a cell"),
        pytest.param(PLAIN.replace("leader", "LEADER"), ["letter_case"], id="capitals in a role"),
        pytest.param(PLAIN.replace("pre", "Pre"), ["letter_case"], id="capitals in a wave"),
        pytest.param(PLAIN.replace(";a;", ";SITE A;"), ["letter_case"], id="capitals in a site's name"),
        pytest.param(PLAIN.replace(";a;", ";Site a;"), [], id="a site by its name"),
        pytest.param(PLAIN.replace(";a;", f";Site{NBSP}a;"), [], id="a no-break blank in a name"),
        pytest.param(PLAIN.replace(";4", ";4.0"), ["decimals"], id="a point and a zero"),
        pytest.param(PLAIN.replace(";4", ";4,00"), ["decimals"], id="a comma and two zeros"),
        pytest.param(PLAIN.replace("id;", f"{ZERO}id{NBSP};"), [], id="blanks around a column's name"),
        pytest.param(PLAIN.replace("id;", '"id\n";'), [], id="a line end in a column's name"),
    ],
)
def test_an_odd_file_is_read_right_and_said(world: World, content: str | bytes, said: list[str]) -> None:
    assert [note.key for note in notes(world, content)] == said
    assert kept(world) == TWO


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(NORDIC, [], id="utf-8"),
        pytest.param(NORDIC.encode("cp1252"), ["encoding"], id="windows-1252"),
        pytest.param(NORDIC.encode("utf-16-be"), ["encoding"], id="utf-16, big end first, without a mark"),
        pytest.param(unicodedata.normalize("NFD", NORDIC), ["composed"], id="decomposed letters"),
    ],
)
def test_letters_are_read_right_whatever_their_bytes(
    world: World, content: str | bytes, said: list[str]
) -> None:
    assert [note.key for note in notes(world, content)] == said
    assert kept(world) == NAMED


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        *[(cell, -1) for cell in ("I/A", "IA", "i/a", "N/A", "n.a.", "Ikke aktuelt", " IKKE AKTUELT ")],
        *[(cell, -1) for cell in ("not applicable", "Ikke relevant", "I/R", "gælder ikke")],
        *[
            (cell, -2)
            for cell in ("Vet ikke", "ved ikke", "V/I", "Don't know", "Don’t know", "dont know", "DK")
        ],
    ],
)
def test_usual_spellings_of_special_answers_are_read_and_said(world: World, cell: str, stored: int) -> None:
    said = [note.key for note in notes(world, one(p1=cell))]
    assert "spelling" in said
    assert set(said) <= {"spelling", "blanks"}
    assert kept(world) == [("r1", "leader", "a", stored, 4)]


def test_an_instrument_without_the_special_answer_refuses_its_spellings(world: World) -> None:
    write_toml(world.at.data / "instruments/practice.toml", world.instrument() | {"special": ["dont_know"]})
    assert found(world, one(p1="I/A", p2="V/I")) == [("not_accepted", 2, "p1")]


def test_a_mapping_may_give_a_usual_spelling_another_meaning(world: World) -> None:
    said = world.questionnaire() | {"codes": {"dont_know": ["I/A"], "blank": ["", "vet ikke"]}}
    write_toml(world.at.data / "mappings/staff.toml", said)
    assert notes(world, one(p1="I/A", p2="vet ikke")) == []
    assert kept(world) == [("r1", "leader", "a", -2, None)]


def test_notes_count_cells_and_name_columns_but_no_value(world: World) -> None:
    (blanks, decimals) = notes(world, one(p1="3,0", p2=" 4") + "r2;pre; b;leader;3.0;4.0\n")
    assert (blanks.key, blanks.details) == ("blanks", {"cells": "2", "columns": "site, p2"})
    assert (decimals.key, decimals.details) == ("decimals", {"cells": "3", "columns": "p1, p2"})
    assert (blanks.line, blanks.column) == (None, None)


def test_question_texts_with_commas_do_not_change_the_delimiter(world: World) -> None:
    first, second = "Hvor ofte, om noensinne, møtes dere?", "Hvem, hva, hvor, når?"
    said = world.questionnaire() | {"answers": {"practice": {"p1": {"text": first}, "p2": {"text": second}}}}
    write_toml(world.at.data / "mappings/staff.toml", said)
    header = HEADER.replace("p1", first).replace("p2", second)
    assert notes(world, f"{header}\n{ROWS}") == []
    assert kept(world) == TWO


def test_a_comment_may_hold_line_ends_delimiters_and_doubled_quotes(world: World) -> None:
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | {"drop": ["note"]})
    content = (
        f'{HEADER};note\nr1;pre;a;leader;3;4;"he said ""no; never"",\r\nand left"\nr2;pre;b;leader;7;5;\n'
    )
    assert found(world, content) == [("not_accepted", 4, "p1")]
    notes(world, content.replace(";7;", ";1;"))
    assert [row[3:] for row in kept(world)] == [(3, 4), (1, 5)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(NORDIC.encode("utf-32"), [("unsupported_encoding", None, None)], id="utf-32"),
        pytest.param(NORDIC.encode("mac-roman"), [("unsupported_encoding", 2, None)], id="mac"),
        pytest.param(NORDIC.encode()[:-7] + b"\xe5\n", [("mixed_encoding", 3, None)], id="two encodings"),
        pytest.param(NORDIC.encode()[:27], [("cut_letter", 2, None)], id="cut in a letter"),
        pytest.param(NORDIC.replace("Å", "\ufffd"), [("lost_letters", 3, None)], id="a letter lost before"),
        pytest.param(NORDIC.replace("ø", "Ã¸"), [("garbled_letters", 2, None)], id="encoded twice"),
        pytest.param(PLAIN.replace("r2", "r\x002"), [("nul_bytes", 3, None)], id="NUL"),
        pytest.param(PLAIN.replace("r2", "r\x082"), [("control_sign", 3, None)], id="backspace"),
        pytest.param(";;;;;\n\n", [("empty_file", None, None)], id="nothing but delimiters"),
        pytest.param("sep=;\n", [("empty_file", None, None)], id="nothing but the delimiter's name"),
        pytest.param(f"{HEADER}\n;;;;;\n", [("header_only", 1, None)], id="blank rows only"),
        pytest.param(
            "Spørgeskema 2025\n" + PLAIN, [("title_above_header", 1, None)], id="a title above the header"
        ),
        pytest.param(
            "Spørgeskema 2025;;;;;\n\n" + PLAIN, [("title_above_header", 1, None)], id="a title, padded"
        ),
        pytest.param(
            "Rapport;2025\n" + PLAIN, [("title_above_header", 1, None)], id="a title of two cells above"
        ),
        pytest.param(
            "Udtræk;af;skema;fra;vores;værktøj\n" + PLAIN,
            [("title_above_header", 1, None)],
            id="a title as wide as the header",
        ),
        pytest.param(ROWS, [("no_header", 1, None)], id="no header"),
        pytest.param(ROWS.replace("3;4", "4;4"), [("no_header", 1, None)], id="no header, answers alike"),
        pytest.param(
            f"{HEADER}\n{TEXTS}\n{ROWS}",
            [("second_header", 2, None)],
            id="question texts below the names",
        ),
        pytest.param(
            f"{HEADER}\n{TEXTS}\n", [("second_header", 2, None)], id="two header rows and nothing else"
        ),
        pytest.param(
            f"{PLAIN}{HEADER}\nr3;pre;a;leader;3;4\n",
            [("header_again", 4, "id")],
            id="two exports in one file",
        ),
        pytest.param(PLAIN.replace(";", ":"), [("one_column", 1, None)], id="a delimiter that is none"),
        pytest.param(PLAIN.replace(";", " "), [("one_column", 1, None)], id="blanks between cells"),
        pytest.param(
            "id\nr1\nr2\n",
            [("missing_column", 1, name) for name in ("wave", "role", "site")],
            id="one column",
        ),
        pytest.param(
            PLAIN.replace(";p2", ";").replace("p1", "p2;p1"),
            [("too_few_cells", 2, None), ("too_few_cells", 3, None)],
            id="a header longer than the rows",
        ),
        pytest.param(
            PLAIN.replace("p2\n", "p2;\n").replace("4\n", "4;x\n").replace("5\n", "5;\n"),
            [("unnamed_column", 1, "7")],
            id="a column without a name that holds something",
        ),
        pytest.param(PLAIN.replace("p2", "p1"), [("doubled_column", 1, "p1")], id="two columns of one name"),
        pytest.param(PLAIN + '"r3;pre;a;leader;3;4\n', [("broken_quotes", 4, None)], id="a quote left open"),
        pytest.param('"' + PLAIN, [("broken_quotes", 1, None)], id="a quote left open in the header"),
        pytest.param(one(site='Site "a" here'), [("broken_quotes", 2, None)], id="quotes in mid-cell"),
        pytest.param(one(site='"a"x'), [("broken_quotes", 2, None)], id="a quote closed too soon"),
        pytest.param(
            one(site='"a \\"b\\""'), [("broken_quotes", 2, None)], id="quotes marked by a backslash"
        ),
        pytest.param(PLAIN + "\nKilde: Enalyzer\n", [("too_few_cells", 5, None)], id="a footer"),
        pytest.param(PLAIN + "\n  \nKilde\n\n", [("too_few_cells", 6, None)], id="a footer after blanks"),
        pytest.param(
            PLAIN + "\n\nr3\n  \nr4\n",
            [("too_few_cells", 6, None), ("too_few_cells", 8, None)],
            id="two rows of one cell",
        ),
        pytest.param(PLAIN + "r3;pre;a;le", [("cut_off", 4, None)], id="cut in a row"),
        pytest.param(PLAIN + 'r3;pre;a;leader;3;"4', [("cut_off", 4, None)], id="cut in a quoted cell"),
        pytest.param(PLAIN + "r3;pre;a;leader;3,5;4;4\n", [("too_many_cells", 4, None)], id="a row too long"),
        pytest.param(PLAIN + "Total;;;;4;9\n", [("totals_row", 4, "id")], id="Total as an id"),
        pytest.param(PLAIN + "I alt;pre;a;leader;4;9\n", [("totals_row", 4, "id")], id="I alt as an id"),
        pytest.param(
            PLAIN + "Gjennomsnitt:;;;;2;4,5\n", [("totals_row", 4, "id")], id="Gjennomsnitt as an id"
        ),
        pytest.param(PLAIN + "Gennemsnit;;;;2;4,5\n", [("totals_row", 4, "id")], id="Gennemsnit as an id"),
        pytest.param(PLAIN + "r3;pre;SUM;leader;4;9\n", [("totals_row", 4, "site")], id="Sum as a site"),
        pytest.param(PLAIN + "r3;pre;a;Mean;2;4,5\n", [("totals_row", 4, "role")], id="Mean as a role"),
        pytest.param(PLAIN + ";;;Average;2;4,5\n", [("totals_row", 4, "role")], id="Average, no id"),
        pytest.param(
            PLAIN.replace("r2", "R1 "),
            [("doubled", 2, "id"), ("doubled", 3, "id")],
            id="ids alike but for case",
        ),
        pytest.param(PLAIN.replace("r2", "2.0"), [("damaged_id", 3, "id")], id="an id with decimals"),
        pytest.param(PLAIN.replace("r2", "1,23457E+11"), [("damaged_id", 3, "id")], id="an id shortened"),
        pytest.param(PLAIN.replace("r2", "1E+05"), [("damaged_id", 3, "id")], id="a short id shortened"),
        pytest.param(PLAIN.replace("r2", ""), [("missing_id", 3, "id")], id="no id"),
        pytest.param(PLAIN.replace("pre;b", "post;b"), [("not_accepted", 3, "wave")], id="an unknown wave"),
        pytest.param(
            PLAIN.replace("pre;b", "pre;Sitee b"), [("not_accepted", 3, "site")], id="a misspelt site"
        ),
    ],
)
def test_a_broken_file_is_refused_by_name_line_and_column(
    world: World, content: str | bytes, expected: list[tuple[str, int | None, str | None]]
) -> None:
    assert found(world, content) == expected


@pytest.mark.parametrize(
    "cell",
    [
        *("0", "6", "99", "999", "-1", "−1", "44", "3.5", "4,2", "3-4", "4 %", "4%", "+4", "04", "4."),
        *("1e0", "4.000", "½", "²", "٣", "fire", "x", "NA", "NaN", "NULL", "None", "#N/A", "#REF!", "?", "-"),
        *(
            "=A1",
            "=1+2",
            "'4",
            "02.mar",
            "3. apr.",
            "45717",
            "2025-03-01",
            "Helt enig",
            "4 (enig)",
            "4;5"[:1] + "/5",
        ),
    ],
)
def test_a_cell_that_is_no_answer_is_refused_with_line_and_column(world: World, cell: str) -> None:
    (fault,) = faults(world, PLAIN + f"r3;pre;a;leader;3;{cell}\n")
    assert (fault.rule, fault.line, fault.column, fault.value) == ("not_accepted", 4, "p2", cell)


@pytest.mark.parametrize("cell", ["1e5", "1e05", "0012", "12345678", "a.0", "R_2xYz", "1.2", "7f3e+"])
def test_an_id_is_kept_as_it_is(world: World, cell: str) -> None:
    assert notes(world, one(id=cell)) == []
    assert kept(world)[0][0] == cell


def test_ids_alike_but_for_case_are_one_person_across_files_too(world: World) -> None:
    first, second = world.folder / "first.csv", world.folder / "second.csv"
    first.write_text(one(id="ab1"), "utf-8")
    second.write_text(one(id="AB1", p1="2"), "utf-8")
    with pytest.raises(SourceError) as refused:
        world.load_files(first, second)
    assert [(fault.file, fault.rule, fault.line) for fault in refused.value.faults] == [
        ("first.csv", "doubled", 2),
        ("second.csv", "doubled", 2),
    ]


def test_every_fault_of_every_row_is_told(world: World) -> None:
    rows = "".join(f"r{n};pre;a;leader;9{n};99\n" for n in range(100))
    assert len(faults(world, f"{HEADER}\n{rows}")) == 200


def test_two_header_rows_are_read_where_two_are_expected(world: World) -> None:
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | {"header_rows": 2})
    assert notes(world, f"{HEADER}\n{TEXTS}\n{ROWS}") == []
    assert kept(world) == TWO


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PLAIN, ("one_header_row", 2)),
        (f"{HEADER}\n{TEXTS};Hva mer?\n{ROWS}", ("too_many_cells", 2)),
        (f"{HEADER}\n{TEXTS[:20]}\n{ROWS}", ("too_few_cells", 2)),
        (f"{HEADER}\n{TEXTS}\n", ("header_only", 1)),
        (f"{HEADER}\n", ("header_only", 1)),
    ],
)
def test_one_header_row_is_refused_where_two_are_expected(
    world: World, content: str, expected: tuple[str, int]
) -> None:
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | {"header_rows": 2})
    assert [(rule, line) for rule, line, _ in found(world, content)] == [expected]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        # Invented, with control digits worked out by hand: 01019012345 fails them, the next two hold.
        ("010190-1234", "national_id"),
        ("ring 010190 1234", "national_id"),
        ("hennes er 15076500565", "national_id"),
        ("150765 00565", "national_id"),
        ("skriv til kari.nordmann@example.no", "email"),
        ("+45 12 34 56 78", "phone"),
        ("0047 22334455", "phone"),
        ("ring 22 33 44 55", "phone"),
        ("ring 912 34 567 i dag", "phone"),
        ("tlf. 91234567", "phone"),
    ],
)
def test_what_looks_like_a_person_is_flagged_by_line_not_by_value(world: World, cell: str, said: str) -> None:
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | {"drop": ["note"]})
    content = PLAIN.replace("p2\n", "p2;note\n").replace("4\n", "4;bra\n").replace("5\n", f"5;{cell}\n")
    (note,) = notes(world, content)
    assert (note.key, note.column) == (said, "note")
    assert note.details == {"cells": "1", "lines": "3"}


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "12345678",
            "20250312",
            "2025-03-12 10:22:33",
            "12.03.2025 kl. 10.22",
            "310290-1234",
            "15076500566",
        ),
        *(
            "1234567890",
            "nr. 12345",
            "2025/123456",
            "a@b",
            "100 000 000 kr",
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        ),
    ],
)
def test_what_is_no_person_is_not_flagged(world: World, cell: str) -> None:
    write_toml(world.at.data / "mappings/staff.toml", world.questionnaire() | {"drop": ["note"]})
    assert (
        notes(world, PLAIN.replace("p2\n", "p2;note\n").replace("4\n", f"4;{cell}\n").replace("5\n", "5;\n"))
        == []
    )


def test_ids_that_name_a_person_are_flagged(world: World) -> None:
    rows = "010190-1234;pre;a;leader;3;4\n12345678;pre;a;leader;3;4\nkari@example.no;pre;a;leader;3;4\n"
    said = [(note.key, note.column, note.details["lines"]) for note in notes(world, f"{HEADER}\n{rows}")]
    assert said == [("national_id", "id", "2"), ("email", "id", "4")]


def test_numbers_written_with_commas_and_thousands_are_said(world: World) -> None:
    path = world.folder / "figures.csv"
    path.write_text(f"hours;beds\n1 234,5;12\n 7;1{NARROW}000\n3.5;12,0\n", "utf-8")
    columns = [Column("hours", "hours", None, holds=Number()), Column("beds", "beds", None, holds=Count())]
    content = FileSpec(columns, unique=())
    with duckdb.connect() as con:
        staged = stage(con, open_csv(path.name, path, world.folder).grid(Layout()), "figures", content)
        said = {note.key: note.details for note in normalised(con, staged, content)}
    assert said == {
        "blanks": {"cells": "1", "columns": "hours"},
        "decimals": {"cells": "2", "columns": "hours, beds"},
        "thousands": {"cells": "2", "columns": "hours, beds"},
    }
