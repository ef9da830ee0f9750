"""A file that ends inside a line was cut: whoever comes after may be missing, and that is said."""

import pytest

from publication.faults import SourceError
from tests.worlds import WORDS, World

BEGIN = "id;wave;site;role;p1;p2\nr1;pre;a;leader;4;5\n"


def rules(world: World, content: str) -> list[tuple[str, int | None]]:
    path = world.folder / "staff.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(SourceError) as refused:
        world.load_files(path)
    assert all(
        one.sentence(WORDS, language) for one in refused.value.faults for language in ("nb", "da", "en")
    )
    return [(one.rule, one.line) for one in refused.value.faults]


@pytest.mark.parametrize(
    "rest", ["r2;pre;a;leader;4", "r2", "r2;pre;a;lea", 'r2;pre;a;leader;4;"5', 'r2;"pre\na']
)
def test_a_file_that_ends_inside_a_line_is_said_to_be_cut(world: World, rest: str) -> None:
    assert rules(world, BEGIN + rest) == [("cut_off", 3)]


def test_it_is_so_where_the_first_row_is_cut(world: World) -> None:
    assert rules(world, "id;wave;site;role;p1;p2\nr1;pre;a") == [("cut_off", 2)]


@pytest.mark.parametrize(
    ("rest", "rule", "line"),
    [
        ("r2;pre;a;leader;4\n", "too_few_cells", 3),
        ("r2;pre;a;leader;4\nr3;pre;a;leader;4;5", "too_few_cells", 3),
        ("r2;pre;a;leader;4;5;6", "too_many_cells", 3),
        ('r2;pre;a;leader;4;"5\n', "broken_quotes", 3),
    ],
)
def test_other_broken_lines_are_what_they_were(world: World, rest: str, rule: str, line: int) -> None:
    assert rules(world, BEGIN + rest) == [(rule, line)]


def test_a_last_line_without_an_end_is_a_line(world: World) -> None:
    path = world.folder / "staff.csv"
    path.write_text(BEGIN + "r2;pre;a;leader;4;5", "utf-8")
    assert world.load_files(path)
    assert len(world.stored("members")) == 2
