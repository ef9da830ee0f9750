"""A programme: who takes part, when they were asked, and how few may be shown together."""

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from etl.definitions.text import LANGUAGES, Definition, Id, Text, Words, doubled

FEWEST = 5
UNKNOWN = "unknown"


class Role(Definition):
    """A job among the members, named in the plural."""

    id: Id
    name: Text


class Site(Definition):
    """A place of work."""

    id: Id
    name: Words
    type: Literal["residential", "day", "outreach", "mixed"] | None = None


class Municipality(Definition):
    """A municipality and its sites."""

    id: Id
    name: Words
    sites: list[Site] = Field(min_length=1)


class Wave(Definition):
    """One time the questionnaire was asked; published only once closed."""

    id: Id
    date: dt.date
    asked_as: Literal["pre", "post"]
    closed: bool = False
    name: Text | None = None


class Round(Definition):
    """One leadership assessment; published only once closed."""

    id: Id
    date: dt.date
    closed: bool = False


class Programme(Definition):
    """One programme as `data/programmes/ID.toml` describes it."""

    id: Id
    name: Text
    about: Text | None = None
    invented: bool = False
    tree: Literal["role > municipality > site", "municipality > site > role"] = "role > municipality > site"
    k: int = Field(default=FEWEST, ge=FEWEST)
    form_at: int = 8
    roles: list[Role] = Field(default_factory=list)
    municipalities: list[Municipality] = Field(default_factory=list)
    waves: list[Wave] = Field(default_factory=list)
    rounds: list[Round] = Field(default_factory=list)

    @model_validator(mode="after")
    def _groups_form_at_k_or_later(self) -> Self:
        if self.form_at < self.k:
            raise ValueError(f"form_at ({self.form_at}) must not be below k ({self.k})")
        return self

    @model_validator(mode="after")
    def _ids_are_single(self) -> Self:
        named = {
            "roles": [role.id for role in self.roles],
            "municipalities": [place.id for place in self.municipalities],
            "sites": [site.id for site in self.sites],
            "waves": [wave.id for wave in self.waves],
            "rounds": [one.id for one in self.rounds],
        }
        for kind, ids in named.items():
            if twice := doubled(ids):
                raise ValueError(f"{kind} named twice: {', '.join(twice)}")
            if taken := {UNKNOWN, "all"} & set(ids):
                raise ValueError(f"{kind}: {', '.join(sorted(taken))} is kept for the programme's own use")
        return self

    @model_validator(mode="after")
    def _waves_are_told_apart(self) -> Self:
        for language in LANGUAGES:
            names = [wave.name[language] if wave.name else wave.id for wave in self.waves]
            if twice := doubled(names):
                raise ValueError(f"waves with the same name in {language}: {', '.join(twice)}")
        return self

    @property
    def sites(self) -> list[Site]:
        """All sites, municipality by municipality, in the file's order."""
        return [site for place in self.municipalities for site in place.sites]

    def municipality_of(self, site: str) -> str:
        """Return the id of the municipality a site lies in ('unknown' for an unknown site)."""
        for place in self.municipalities:
            if any(one.id == site for one in place.sites):
                return place.id
        return UNKNOWN
