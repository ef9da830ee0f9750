"""What an installation says of logging in: one TOML file, named by REJSESPOR_ACCESS."""

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cached_property
from hmac import compare_digest
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from itertools import chain
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from dashboard.access.audit import TERMINAL
from dashboard.access.people import ROLES, Person, Role
from publication.definitions.files import read_definition
from publication.definitions.text import Definition, Words
from publication.scope import check_place


def _plain_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address; the fourth version's where it is written in the sixth's, as dual listeners do."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


class Group(Definition):
    """What being in a group of the provider or proxy means; without `programmes`, of all of them.

    Of a programme a municipality or site alone where it is written so: 'fjordby/elvestrand'.
    """

    name: Words
    role: Role
    programmes: tuple[Words, ...] | None = None


class Provider(Definition):
    """An OpenID Connect provider: its address, what we are called there, and where our secret lies."""

    issuer: Words
    client_id: Words
    client_secret_file: Words
    groups_claim: Words = "groups"


class Proxy(Definition):
    """A proxy that logs people in: the headers it says them by, its addresses, a secret it says each time.

    Every program of a machine has the machine's address; what it has not is the secret.
    """

    user_header: Words
    groups_header: Words
    secret_header: Words
    secret_file: Words
    addresses: Annotated[tuple[IPv4Network | IPv6Network, ...], Field(min_length=1)]

    @cached_property
    def secret(self) -> str:
        """What the proxy says to be known by."""
        return Path(self.secret_file).read_text("utf-8").strip()

    def is_from(self, address: str, secret: str) -> bool:
        """Say whether a request comes from the proxy itself."""
        found = _plain_address(address)
        is_known = found is not None and any(found in known for known in self.addresses)
        return is_known and bool(self.secret) and compare_digest(secret.encode(), self.secret.encode())


class Access(Definition):
    """How people log in: by local accounts, a provider, a proxy; what groups mean; for how many hours.

    `open`: nobody does; a web server in front lets in whom it knows, and whoever it lets in may do all.
    """

    open: bool = False
    accounts: bool = False
    oidc: Provider | None = None
    proxy: Proxy | None = None
    groups: tuple[Group, ...] = ()
    hours: Annotated[int, Field(ge=1, le=24)] = 8

    @property
    def lasts(self) -> dt.timedelta:
        """How long somebody is logged in."""
        return dt.timedelta(hours=self.hours)

    def known_by(self, name: str, groups: Collection[str]) -> Person | None:
        """Return what somebody's groups make of them: the highest role with its places; None without any.

        A role counts for the places of its own groups alone:

            nurse: viewer of fjordby; lead: facilitator of fjordby → facilitator of fjordby
            nurse: viewer of fjordby; lead: facilitator of nord    → facilitator of nord
        """
        found = [group for group in self.groups if group.name in groups]
        if not found or name.casefold() == TERMINAL:
            return None
        role = max((group.role for group in found), key=ROLES.index)
        return Person(name, role, _together([group.programmes for group in found if group.role == role]))


def _together(places: Sequence[tuple[str, ...] | None]) -> frozenset[str] | None:
    if None in places:
        return None
    return frozenset(chain.from_iterable(some or () for some in places))


def read_access(path: Path, data: Path) -> Access:
    """Read the settings of logging in. Raises SourceError with all that is wrong with them.

    Raises Refused for a place of a group that the definitions in the data folder do not know.
    """
    found = read_definition(TypeAdapter(Access), path)
    for place in chain.from_iterable(group.programmes or () for group in found.groups):
        check_place(data, place)
    return found
