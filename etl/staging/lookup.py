"""How often something holds in a staged file: asked once per text where a column repeats the same few."""

from collections.abc import Collection, Sequence

from duckdb import DuckDBPyConnection as Connection

from etl.staging.encoding import cells_read, with_cells_named
from etl.staging.stage import Staged
from publication.sql import literal

_Cells = tuple[int, ...]
_Texts = tuple[str | None, str | None]


def tally(con: Connection, staged: Staged, conditions: Sequence[str]) -> list[int]:
    """Return for how many rows of a staged file each condition over the cells' texts holds.

    One that reads a cell or two of columns kept as numbers is looked up in the texts those columns hold; any
    other is worked out row by row.
    """
    cells = [_few_texts(staged, condition) for condition in conditions]
    by_text = {at: of for at, of in enumerate(cells) if of is not None}
    by_row = [at for at, of in enumerate(cells) if of is None]
    times = _by_text(con, staged, conditions, by_text) | _by_row(con, staged, conditions, by_row)
    return [times.get(at, 0) for at in range(len(conditions))]


def _few_texts(staged: Staged, condition: str) -> _Cells | None:
    """Return the columns a condition reads, if they are one or two that hold the same few texts."""
    read = cells_read(condition)
    few = read is not None and 0 < len(read) <= 2 and all(staged.encodings[at].texts for at in read)
    return tuple(sorted(read)) if read is not None and few else None


def _by_row(
    con: Connection, staged: Staged, conditions: Sequence[str], which: Sequence[int]
) -> dict[int, int]:
    counts = ", ".join(f"count(*) FILTER (WHERE {conditions[at]})" for at in which)
    found = con.execute(f"SELECT {counts} FROM {staged.table}").fetchone() if which else None
    return dict(zip(which, found or (), strict=True))


def _by_text(
    con: Connection, staged: Staged, conditions: Sequence[str], which: dict[int, _Cells]
) -> dict[int, int]:
    """Return how often conditions hold; what is the same on several columns is asked once."""
    _find(con, staged, {cells for cells in which.values() if cells not in staged.text_counts})
    named = {at: with_cells_named(conditions[at], cells) for at, cells in which.items()}
    texts: dict[str, dict[_Texts, None]] = {}
    for at, cells in which.items():
        texts.setdefault(named[at], {}).update(dict.fromkeys(staged.text_counts[cells]))
    true = {condition: _true_of(con, condition, list(held)) for condition, held in texts.items()}
    return {
        at: sum(times for held, times in staged.text_counts[cells].items() if held in true[named[at]])
        for at, cells in which.items()
    }


def _true_of(con: Connection, condition: str, texts: Sequence[_Texts]) -> set[_Texts]:
    """Return those of some texts (one cell's, or two cells') of which a condition holds."""
    if not texts:
        return set()
    held = ", ".join(f"({number}, {', '.join(map(literal, held))})" for number, held in enumerate(texts))
    found = con.execute(
        f"SELECT number FROM (VALUES {held}) AS held(number, cell, other) WHERE {condition}"
    ).fetchall()
    return {texts[number] for (number,) in found}


def _find(con: Connection, staged: Staged, wanted: Collection[_Cells]) -> None:
    """Note in `staged.text_counts` which texts columns hold, by themselves or two together, and how often."""
    for cells in wanted:
        kept = ", ".join(f"k{at}" for at in cells)
        texts = ", ".join([*(f"k{at}::VARCHAR" for at in cells), "NULL"][:2])
        found = con.execute(f"SELECT {texts}, count(*) FROM {staged.table}_kept GROUP BY {kept}").fetchall()
        staged.text_counts[cells] = {(cell, other): times for cell, other, times in found}


def lookup_sql(con: Connection, staged: Staged, expressions: Sequence[str]) -> list[str]:
    """Return expressions over a row's texts so that they cost little per row.

    One that reads a single cell kept as a number is worked out for every text the column may hold, and looked
    up by the number; any other is left as it is.
    """
    lists: dict[tuple[Sequence[str], str], str] = {}
    return [_lookup_sql(con, staged, expression, lists) for expression in expressions]


def _lookup_sql(
    con: Connection, staged: Staged, expression: str, lists: dict[tuple[Sequence[str], str], str]
) -> str:
    cells = _few_texts(staged, expression)
    if cells is None or len(cells) > 1:
        return expression
    encoding = staged.encodings[cells[0]]
    wanted = encoding.texts, with_cells_named(expression, cells)
    if wanted not in lists:
        lists[wanted] = _looked_up(con, *wanted)
    return f"array_extract({lists[wanted]}, {encoding.place(f'k{cells[0]}')})"


def _looked_up(con: Connection, texts: Sequence[str], expression: str) -> str:
    """Return the SQL of a list: what an expression is for a blank cell, and for each of the texts."""
    cells = ", ".join(f"({at}, {text})" for at, text in enumerate(["NULL", *map(literal, texts)]))
    values, kind = con.execute(
        "SELECT list(value ORDER BY place), any_value(typeof(value)) FROM"
        f" (SELECT place, {expression} AS value FROM (VALUES {cells}) AS held(place, cell))"
    ).fetchone() or ([], "")
    return f"[{', '.join(map(literal, values))}]::{kind}[{len(values)}]"
