"""The commands of who may log in, and of what was done."""

from collections.abc import Sequence

import click

from dashboard.access.people import ROLES
from dashboard.cli.stores import store_of
from etl.cli import Terminal, with_places
from publication.faults import Refused
from publication.scope import check_place
from publication.tabular import aligned


def _places(terminal: Terminal, asked: Sequence[str]) -> list[str] | None:
    """Return the places an account is for; None for all. Raises Refused for one there is not."""
    for place in asked:
        check_place(terminal.places.data, place)
    return sorted(set(asked)) or None


_password = click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)


@click.group("account")
def account_group() -> None:
    """Local accounts: who may log in with a name and a password."""


@account_group.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True)
@click.option(
    "--programme",
    "asked",
    multiple=True,
    metavar="PROGRAMME[/PLACE]",
    help="What it may see: a programme, or a municipality or site of one; may be said more than once.",
)
@click.option("--all", "everything", is_flag=True, help="It is for every programme.")
@_password
@with_places
def add_account(
    terminal: Terminal, name: str, role: str, asked: Sequence[str], everything: bool, password: str
) -> None:
    """Make an account."""
    from dashboard.access.accounts import add

    if everything == bool(asked):
        raise Refused("which_programmes", name=name)
    places = _places(terminal, asked)
    with store_of(terminal) as store:
        add(store, name, role, places, password)
    terminal.tell("account_added", name=name, role=role)


@account_group.command("password")
@click.argument("name")
@_password
@with_places
def change_password_command(terminal: Terminal, name: str, password: str) -> None:
    """Give an account another password; who is logged in with it is logged out."""
    from dashboard.access.accounts import change_password

    with store_of(terminal) as store:
        change_password(store, name, password)
    terminal.tell("password_changed", name=name)


@account_group.command("remove")
@click.argument("name")
@with_places
def remove_account(terminal: Terminal, name: str) -> None:
    """Take an account away; who is logged in with it is logged out."""
    from dashboard.access.accounts import remove

    with store_of(terminal) as store:
        remove(store, name)
    terminal.tell("account_removed", name=name)


@account_group.command("logout")
@click.argument("name")
@with_places
def log_out_command(terminal: Terminal, name: str) -> None:
    """Log somebody out everywhere, also who came in by the workplace's login."""
    from dashboard.access.accounts import log_out_everywhere

    with store_of(terminal) as store:
        log_out_everywhere(store, name)
    terminal.tell("logged_out", name=name)


@account_group.command("list")
@with_places
def list_accounts(terminal: Terminal) -> None:
    """Print every account with its role and what it may see."""
    from dashboard.store.access import accounts

    with store_of(terminal) as store, store.reading() as session:
        rows = [[one.name, one.role, ", ".join(one.programmes or ["*"])] for one in accounts(session)]
    click.echo(aligned([["name", "role", "sees"], *rows]))


@click.command("audit")
@with_places
def audit_command(terminal: Terminal) -> None:
    """Print what was done, oldest first; exit status 1 where the chain is broken."""
    from dashboard.access.audit import lines

    with store_of(terminal) as store:
        found = [*lines(store)]
    for line, _ in found:
        click.echo(line)
    if not all(whole for _, whole in found):
        raise Refused("audit_broken")
