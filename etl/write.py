"""Writing a checked form into the warehouse's tables: everything it gave for its waves is replaced."""

from collections.abc import Sequence

import duckdb

from etl.definitions.mapping import LeadershipMapping, Mapping, PublishedMapping
from etl.read.columns import Content
from etl.warehouse import answers_table


def _replace(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, table: str, occasion: str, waves: Sequence[str]
) -> str:
    """Empty a table of what the form gave for the waves; return the constants each new row begins with."""
    con.execute(
        f"DELETE FROM {table} WHERE programme = ? AND form = ? AND list_contains(?, {occasion})",
        [mapping.programme, mapping.form, list(waves)],
    )
    return f"'{mapping.programme}' AS programme, '{mapping.form}' AS form"


def _write_answers(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    content: Content,
    typed: str,
    waves: Sequence[str],
    occasion: str,
    person: str,
) -> None:
    for instrument, columns in content.answers.items():
        table = answers_table(instrument)
        begin = _replace(con, mapping, table, "wave", waves)
        items = ", ".join(f'"{column.name}" AS "{column.name.split(".", 1)[1]}"' for column in columns)
        answered = " OR ".join(f'"{column.name}" IS NOT NULL' for column in columns)
        con.execute(
            f"INSERT INTO {table} BY NAME"
            f" SELECT {begin}, {occasion} AS wave, {person} AS respondent, {items}"
            f" FROM {typed} WHERE {answered}"
        )


def _write_questionnaire(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, content: Content, typed: str, waves: Sequence[str]
) -> None:
    begin = _replace(con, mapping, "members", "wave", waves)
    con.execute(f"INSERT INTO members BY NAME SELECT {begin}, wave, respondent, role, site FROM {typed}")
    begin = _replace(con, mapping, "background", "wave", waves)
    for column in content.background:
        variable = column.name.split(".", 1)[1]
        con.execute(
            f"INSERT INTO background BY NAME SELECT {begin}, wave, respondent, '{variable}' AS variable,"
            f' "{column.name}" AS value FROM {typed}'
        )
    _write_answers(con, mapping, content, typed, waves, "wave", "respondent")


def _write_leadership(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, content: Content, typed: str, waves: Sequence[str]
) -> None:
    begin = _replace(con, mapping, "leaders", "round", waves)
    con.execute(
        "INSERT INTO leaders BY NAME"
        f" SELECT {begin}, round, leader, site, agreed = 'yes' AS agreed FROM {typed}"
    )
    _write_answers(con, mapping, content, typed, waves, "round", "leader")


def _write_published(
    con: duckdb.DuckDBPyConnection, mapping: PublishedMapping, typed: str, waves: Sequence[str]
) -> None:
    begin = _replace(con, mapping, "published_figures", "wave", waves)
    counts = ", ".join(
        f"TRY_CAST(nullif({one}, '') AS INTEGER) AS {one}"
        for one in ("respondents", "not_applicable", "dont_know")
    )
    con.execute(
        f"INSERT INTO published_figures BY NAME"
        f" SELECT {begin}, wave, '{mapping.instrument}' AS instrument, item,"
        f" replace(mean, ',', '.') AS mean, replace(sd, ',', '.') AS sd, {counts} FROM {typed}"
    )


def write_form(
    con: duckdb.DuckDBPyConnection, mapping: Mapping, content: Content, typed: str, waves: Sequence[str]
) -> None:
    """Replace what a form gave for the waves with the rows of its typed table; inside a transaction."""
    if isinstance(mapping, PublishedMapping):
        _write_published(con, mapping, typed, waves)
    elif isinstance(mapping, LeadershipMapping):
        _write_leadership(con, mapping, content, typed, waves)
    else:
        _write_questionnaire(con, mapping, content, typed, waves)
