"""A table wider than any questionnaire is refused by its header, before anything is made of its cells."""

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.formats.grid import Layout
from etl.formats.header import MOST_COLUMNS
from etl.formats.source import open_sources
from publication.faults import SourceError
from tests.made_files import ods, ods_table, sav, workbook
from tests.worlds import WORDS


def row(columns: int, begin: str) -> list[str]:
    return [f"{begin}{at}" for at in range(columns)]


def csv(folder: Path, columns: int) -> Path:
    path = folder / "wide.csv"
    path.write_text("\n".join(";".join(row(columns, begin)) for begin in "kvx") + "\n", "utf-8")
    return path


def xlsx(folder: Path, columns: int) -> Path:
    return workbook(folder / "wide.xlsx", [row(columns, "k"), row(columns, "v")])


def opendocument(folder: Path, columns: int) -> Path:
    return ods(folder / "wide.ods", ods_table([row(columns, "k"), row(columns, "v")]))


def spss(folder: Path, columns: int) -> Path:
    return sav(folder / "wide.sav", {name: [1.0] for name in row(columns, "k")})


@pytest.mark.parametrize("made", [csv, xlsx, opendocument, spss])
def test_more_columns_than_are_read_are_refused_in_a_sentence(
    tmp_path: Path, made: Callable[[Path, int], Path]
) -> None:
    with pytest.raises(SourceError) as refused:
        (source,) = open_sources(made(tmp_path, MOST_COLUMNS + 1), tmp_path)
        source.grid(Layout())
    (fault,) = refused.value.faults
    assert fault.rule == "too_many_columns"
    assert all(str(MOST_COLUMNS) in fault.sentence(WORDS, language) for language in ("nb", "da", "en"))


@pytest.mark.parametrize("columns", [3000, 300_000])
def test_so_are_very_many(tmp_path: Path, columns: int) -> None:
    (source,) = open_sources(csv(tmp_path, columns), tmp_path)
    with pytest.raises(SourceError) as refused:
        source.grid(Layout())
    assert [one.rule for one in refused.value.faults] == ["too_many_columns"]


@pytest.mark.parametrize("made", [csv, xlsx])
def test_as_many_as_are_read_are_read(tmp_path: Path, made: Callable[[Path, int], Path]) -> None:
    (source,) = open_sources(made(tmp_path, MOST_COLUMNS), tmp_path)
    assert len(source.grid(Layout()).header) == MOST_COLUMNS
