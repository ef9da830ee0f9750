"""The command line that brings data in and publishes it; `dashboard/cli` adds what shows it."""

import click

from etl.cli.building import build_command
from etl.cli.loading import check_command, check_table_command, load_command, map_command
from etl.cli.publishing import publish_command
from etl.cli.reviewing import release_command
from etl.cli.terminal import Recorder, Terminal, with_places
from etl.cli.withdrawing import withdraw_command
from etl.warehouse.ending import end_in_order

__all__ = ["Terminal", "cli", "main", "with_places"]


@click.group()
def cli() -> None:
    """Rejsespor: what services that work recovery-oriented see in their own data."""


for command in (
    *(build_command, check_command, load_command, map_command, check_table_command),
    *(publish_command, release_command, withdraw_command),
):
    cli.add_command(command)


def main(recorder: Recorder | None = None) -> None:
    """Run the command line; what it does is kept by a recorder, where there is one."""
    end_in_order()
    cli(obj=recorder)
