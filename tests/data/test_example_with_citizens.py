"""Citizens' rounds added to an example that was published before: what staff's rounds show stays."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from publication.attached import attached_to_read
from publication.file import current_number, file_of
from publication.places import DEFAULT_DATA, Places

ROUNDS = {"citizens-2025", "citizens-2026"}
TABLES = ("waves", "groups", "blocks", "selections", "answers", "merged", "background", "background_asked")
OTHERS = ("assessments", "marks", "management", "sessions", "session_groups", "session_blocks", "words")
Rows = dict[str, list[tuple[Any, ...]]]


def build(data: Path, var: Path) -> None:
    command = [sys.executable, "-m", "etl", "build", "--data", str(data), "--var", str(var)]
    subprocess.run(command, check=True, timeout=300, capture_output=True)


def shown(var: Path) -> tuple[int, Rows]:
    """Return the number of what is shown, and its rows that are not of citizens' rounds."""
    folder = Places(DEFAULT_DATA, var).publications("fjordby")
    number = current_number(folder)
    assert number is not None
    found: Rows = {}
    with attached_to_read(file_of(folder, number)) as con:
        for table in (*TABLES, *OTHERS):
            rows = con.execute(f"FROM {table}")
            names = [column[0] for column in rows.description or ()]
            at = [names.index(name) for name in ("wave", "from_wave", "to_wave") if name in names]
            found[table] = [row for row in rows.fetchall() if ROUNDS.isdisjoint(row[place] for place in at)]
    return number, found


@pytest.fixture
def without(tmp_path: Path) -> Path:
    """The data as they were before citizens were asked."""
    data = tmp_path / "data"
    shutil.copytree(DEFAULT_DATA, data)
    programme = data / "programmes/fjordby.toml"
    blocks = re.split(r"(?m)^(?=\[\[)", programme.read_text("utf-8"))
    kept = [block for block in blocks if 'population = "citizens"' not in block]
    assert len(kept) == len(blocks) - len(ROUNDS)
    programme.write_text("".join(kept), "utf-8")
    (data / "mappings/fjordby-citizens.toml").unlink()
    for wave in ROUNDS:
        (data / f"example/fjordby/{wave}.csv").unlink()
    return data


def test_what_staffs_rounds_show_stays_when_citizens_come(without: Path, tmp_path: Path) -> None:
    var = tmp_path / "var"
    build(without, var)
    first, before = shown(var)
    build(DEFAULT_DATA, var)
    second, after = shown(var)
    assert (first, second) == (1, 2)
    assert before["answers"]
    assert after == before
