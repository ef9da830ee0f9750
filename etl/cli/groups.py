"""The groups a publication would show, as lines for a person or rows for a program."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from etl.cli.terminal import Terminal
from publication.definitions.text import Text

if TYPE_CHECKING:
    from etl.release.prepare import Rows


def show_groups(terminal: Terminal, rows: "Rows") -> None:
    """Print a line for each group."""
    for key, label, named in _groups_said(rows):
        details = {"label": label[terminal.language], **{name: str(value) for name, value in named.items()}}
        click.echo(terminal.words.say(terminal.language, f"done.{key}", **details))


def print_groups(terminal: Terminal, rows: "Rows") -> None:
    """Print the groups for a program to read; of leaders, who may be three, without how many they are."""
    told = [
        {
            "occasion": named.get("wave") or named.get("round") or "",
            "group": named["group_id"],
            "label": label[terminal.language],
            "number": named.get("members") or named.get("participants"),
        }
        for _, label, named in _groups_said(rows)
    ]
    click.echo(json.dumps(told, ensure_ascii=False))


def _groups_said(
    rows: "Rows",
) -> Iterator[tuple[str, Text, dict[str, object]]]:
    """Yield each group there is: the sentence it is said with, its label, and what the sentence names."""
    for row in rows["groups"]:
        yield "group", row.label, {"wave": row.wave, "group_id": row.group_id, "members": row.members}
    for row in rows["session_groups"]:
        yield "session_group", row.label, {"group_id": row.group_id, "participants": row.participants}
    for row in {(row.round, row.group_id): row for row in rows["assessments"]}.values():
        named = {"round": row.round, "group_id": row.group_id, "leaders": row.leaders}
        yield "leadership_group", row.label, named
