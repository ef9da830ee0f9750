"""A programme: who takes part, when they were asked, and how few may be shown together."""

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from publication.definitions.claims import Claim, waves_contradict
from publication.definitions.instrument import Population
from publication.definitions.text import (
    LANGUAGES,
    MONTH_PATTERN,
    Definition,
    Id,
    Month,
    Number,
    Text,
    Whole,
    Words,
    contradiction,
    doubled,
    listed,
    refuse_two_of_one_origin,
)
from publication.definitions.wave import Wave as Wave
from publication.ids import CITIZENS, EVERYONE, session_id
from publication.ids import UNKNOWN as UNKNOWN

FEWEST = 5


# The ids something was published under before: one, or several that were joined.
Was = Annotated[tuple[Id, ...], BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)]


class Role(Definition):
    """A job among the members, named in the plural. `was`: the id it was published under."""

    id: Id
    name: Text
    was: Was = ()


def _first_day(given: object) -> dt.date:
    """Return the first day of a month written as 2025-03, or a day as it is."""
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(f"{given}-01" if re.fullmatch(MONTH_PATTERN, f"{given}") else f"{given}")
    except ValueError as error:
        raise contradiction("staff_from") from error


class Staff(Definition):
    """How many people work at a site, or places it has, from a day on; of a month, from its first day."""

    since: Annotated[dt.date, BeforeValidator(_first_day)] = Field(alias="from")
    number: Whole = Field(ge=0)


def _sorted(given: list[Staff]) -> list[Staff]:
    if twice := doubled([staffing.since.isoformat() for staffing in given]):
        raise contradiction("staff_twice", dates=", ".join(twice))
    return sorted(given, key=lambda staffing: staffing.since)


# In brackets: what tells one number from a list of them is no key of the file.
StaffNumber = Annotated[
    Annotated[Whole, Field(ge=0), Tag("(number)")]
    | Annotated[list[Staff], Field(min_length=1), AfterValidator(_sorted), Tag("(dated)")],
    Discriminator(lambda given: "(dated)" if isinstance(given, list) else "(number)"),
]


class Site(Definition):
    """A place of work. `staff` is how many people work there: figures about staff are shown from k on.

    `places` is how many people it has room for: no figure of a month is above what they allow.
    `was` are the ids it was published under; several sites that were one name the same.
    """

    id: Id
    name: Words
    staff: StaffNumber | None = None
    places: StaffNumber | None = None
    type: Literal["residential", "day", "outreach", "mixed"] | None = None
    was: Was = ()

    def staff_in(self, month: dt.date) -> int | None:
        """Return how few worked there on any day of a month (its first day); None where it is not known."""
        return min(_numbers_in(self.staff, month), default=None)

    def places_in(self, month: dt.date) -> int | None:
        """Return how many places there were on any day of a month (its first day); None where not known."""
        return max(_numbers_in(self.places, month), default=None)


def _numbers_in(given: StaffNumber | None, month: dt.date) -> list[int]:
    """Return the numbers that held on a day of a month; none where that of its first day is not known."""
    if not isinstance(given, list):
        return [] if given is None else [given]
    before = [staffing.number for staffing in given if staffing.since <= month]
    during = [
        staffing.number for staffing in given if month < staffing.since and _is_in(staffing.since, month)
    ]
    return [before[-1], *during] if before else []


def _is_in(day: dt.date, month: dt.date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


class Municipality(Definition):
    """A municipality and its sites."""

    id: Id
    name: Words
    sites: list[Site] = Field(min_length=1)


class TableNote(Definition):
    """What a report says beside a table it prints: of one background question, or of all of them."""

    variable: Id | None = None
    text: Text


class Round(Definition):
    """One leadership assessment; published only once closed."""

    id: Id
    date: dt.date
    closed: bool = False


class SessionKind(Definition):
    """A kind of session: opening day, theme day, experience sharing."""

    id: Id
    name: Text


class Session(Definition):
    """One session of the course: the so manieth of its kind; published only once closed.

    The date may be unknown of a printed one.
    """

    kind: Id
    number: Whole = Field(ge=1)
    date: dt.date | None = None
    closed: bool = False
    topic: Text | None = None

    @property
    def id(self) -> str:
        """The session's id: 'theme_day-2'."""
        return session_id(self.kind, self.number)


class Event(Definition):
    """Something a person knows of that bears on management figures from a month on, and why.

    Of one site or of all, on one indicator or on all. `limits`: 'kept' as they are; 'anew' from this month;
    'held' from the first month to this one, for all that follow.
    """

    month: Month
    reason: Text
    site: Id | None = None
    indicator: Id | None = None
    limits: Literal["kept", "anew", "held"] = "kept"


class Target(Definition):
    """What an indicator is meant to be, at one site or at all."""

    indicator: Id
    value: Number
    site: Id | None = None
    reason: Text | None = None


class Programme(Definition):
    """One programme as `data/programmes/ID.toml` describes it."""

    id: Id
    name: Text
    about: Text | None = None
    # Whom to ask, and how to have one's answers taken out.
    contact: Text | None = None
    invented: bool = False
    tree: Literal["role > municipality > site", "municipality > site > role"] = "role > municipality > site"
    k: Whole = Field(default=FEWEST, ge=FEWEST)
    form_at: Whole = 8
    roles: list[Role] = Field(default_factory=list)
    municipalities: list[Municipality] = Field(default_factory=list)
    waves: list[Wave] = Field(default_factory=list)
    rounds: list[Round] = Field(default_factory=list)
    session_kinds: list[SessionKind] = Field(default_factory=list)
    sessions: list[Session] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    table_notes: list[TableNote] = Field(default_factory=list)
    claims: list[Claim] = Field(default_factory=list)

    @model_validator(mode="after")
    def _groups_form_at_k_or_later(self) -> Self:
        if self.form_at < self.k:
            raise contradiction("form_at_below_k", form_at=str(self.form_at), k=str(self.k))
        return self

    @model_validator(mode="after")
    def _ids_are_single(self) -> Self:
        named = {
            "roles": [role.id for role in self.roles],
            "municipalities": [place.id for place in self.municipalities],
            "sites": [site.id for site in self.sites],
            "waves": [wave.id for wave in self.waves],
            "rounds": [round_id.id for round_id in self.rounds],
            "session_kinds": [kind.id for kind in self.session_kinds],
            "sessions": [session.id for session in self.sessions],
        }
        for kind, ids in named.items():
            if twice := doubled(ids):
                raise contradiction("ids_twice", ids=f"{kind}: {', '.join(twice)}")
            if taken := {UNKNOWN, EVERYONE} & set(ids):
                raise contradiction("ids_kept", ids=f"{kind}: {', '.join(sorted(taken))}")
        # What stands for all citizens in a group's id is no job and no place.
        for kind in ("roles", "municipalities", "sites"):
            if CITIZENS in named[kind]:
                raise contradiction("ids_kept", ids=f"{kind}: {CITIZENS}")
        refuse_two_of_one_origin("waves", self.waves)
        return self

    @model_validator(mode="after")
    def _waves_are_told_apart(self) -> Self:
        for language in LANGUAGES:
            names = [wave.name[language] if wave.name else wave.id for wave in self.waves]
            if twice := doubled(names):
                raise contradiction("names_twice", language=language, names=", ".join(twice))
        return self

    @model_validator(mode="after")
    def _sessions_are_of_a_kind(self) -> Self:
        known = [kind.id for kind in self.session_kinds]
        if unknown := sorted({session.kind for session in self.sessions} - {*known}):
            raise contradiction(
                "session_kind_unknown", kinds=", ".join(unknown), known=", ".join(known) or "–"
            )
        return self

    @model_validator(mode="after")
    def _events_are_at_known_sites(self) -> Self:
        known = {site.id: [site.name] for site in self.sites}
        named = {event.site for event in self.events} | {target.site for target in self.targets}
        if unknown := sorted(name for name in named if name is not None and name not in known):
            raise contradiction("event_site_unknown", sites=", ".join(unknown), known=listed(known.items()))
        return self

    @model_validator(mode="after")
    def _claims_compare_waves(self) -> Self:
        waves = [wave.id for wave in self.waves_of("staff")]
        if waves_contradict(self.claims, waves):
            raise contradiction("claim_waves", known=", ".join(waves) or "–")
        return self

    def waves_of(self, population: Population) -> list[Wave]:
        """Return the waves that ask a population, in the file's order."""
        return [wave for wave in self.waves if wave.population == population]

    def roles_of(self, population: Population) -> list[str]:
        """Return what stands for roles in a population's groups: roles, the unknown last; of citizens one."""
        return [CITIZENS] if population == CITIZENS else [*(role.id for role in self.roles), UNKNOWN]

    @property
    def sites(self) -> list[Site]:
        """All sites, municipality by municipality, in the file's order."""
        return [site for place in self.municipalities for site in place.sites]

    def municipality_of(self, site: str) -> str:
        """Return the id of the municipality a site lies in ('unknown' for an unknown site)."""
        for place in self.municipalities:
            if any(known.id == site for known in place.sites):
                return place.id
        return UNKNOWN
