"""The example's sessions: what was put in is what is drawn, and the file is written as spreadsheets write."""

import csv
import io
import tomllib
from collections import Counter
from pathlib import Path

import generate
import generate_sessions
import numpy as np
import pytest
from generate_sessions import ATTENDED, LEVELS

FOLDER = Path(generate.__file__).parent / "fjordby"
EFFECTS = tomllib.loads((FOLDER / "effects.toml").read_text("utf-8"))["sessions"]
FORM = generate.definition("mappings/fjordby-sessions")
PROGRAMME = generate.definition("programmes/fjordby")
KINDS = {one["name"]["nb"]: one["id"] for one in PROGRAMME["session_kinds"]}

Rows = list[dict[str, str]]
Means = dict[tuple[str, str], float]


def as_rows(table: list[list[str]]) -> Rows:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def session_of(row: dict[str, str]) -> str:
    return f"{KINDS[row['Samling']]}-{row['Nr']}"


def means(rows: Rows) -> Means:
    """Return the mean of all marks given at a session on an instrument's lines."""
    marks: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        for instrument, columns in FORM["answers"].items():
            given = [row[column] for column in columns.values() if row[column]]
            numbers = [float(mark.replace(",", ".")) for mark in given]
            marks.setdefault((session_of(row), instrument), []).extend(numbers)
    return {key: float(np.mean(values)) for key, values in marks.items()}


@pytest.fixture(scope="module")
def written() -> Rows:
    text = (FOLDER / "sessions.csv").read_bytes().decode("windows-1252")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


@pytest.fixture(scope="module")
def drawn() -> list[Means]:
    """Return the means of 200 draws."""
    rng = np.random.default_rng(7)
    tables = [generate_sessions.session_table(rng, PROGRAMME, FORM) for _ in range(200)]
    return [means(as_rows(table)) for table in tables]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: f"{effect['session']}-{effect['instrument']}")
def test_the_means_said_are_those_that_are_drawn(effect: dict[str, str | float], drawn: list[Means]) -> None:
    found = np.array([one[str(effect["session"]), str(effect["instrument"])] for one in drawn])
    assert abs(found.mean() - float(effect["mean"])) < 4 * found.std() / np.sqrt(len(found))


def test_benefit_rises_and_one_session_reaches_the_ceiling(written: Rows) -> None:
    found = means(written)
    benefit = [found[session, "kor_benefit"] for session in ATTENDED]
    order = np.arange(len(benefit))
    assert np.corrcoef(order, benefit)[0, 1] > 0.8
    ratings = {session: found[session, "kor_rating"] for session in ATTENDED}
    assert max(ratings, key=lambda one: ratings[one]) == "experience_sharing-2"
    assert ratings["experience_sharing-2"] > 9.5


def test_a_session_has_12_to_25_participants_each_there_once(written: Rows) -> None:
    people = Counter(session_of(row) for row in written)
    assert people == ATTENDED
    assert (min(people.values()), max(people.values())) == (12, 25)
    assert len({(session_of(row), row["Deltaker"]) for row in written}) == len(written)


def test_dates_and_topics_are_the_declared_ones(written: Rows) -> None:
    told = {(session_of(row), row["Dato"], row["Tema"]) for row in written}
    assert told == {
        (f"{one['kind']}-{one['number']}", f"{one['date']:%d.%m.%Y}", one["topic"]["nb"])
        for one in PROGRAMME["sessions"]
    }


def test_the_file_is_windows_1252_with_decimal_commas() -> None:
    content = (FOLDER / "sessions.csv").read_bytes()
    assert "Ønske 1".encode("windows-1252") in content
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert b";8,2;" in content


def test_levels_are_those_of_the_forms_lines() -> None:
    for instrument, levels in LEVELS.items():
        assert len(levels) == len(generate.definition(f"instruments/{instrument}")["items"])
        assert len(FORM["answers"][instrument]) == len(levels)
