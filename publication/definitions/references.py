"""What definitions say of one another, against what there is: every fault with its key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from publication.definitions.claims import Claim
from publication.definitions.indicator import Indicator
from publication.definitions.instrument import Instrument
from publication.definitions.link import Link
from publication.definitions.programme import Programme
from publication.definitions.text import listed
from publication.faults import Fault
from publication.spelling import nearest


class KeyFaults:
    """The faults of one definition file, told by key."""

    def __init__(self, file: str) -> None:
        """Keep the file's name."""
        self.file = file

    def at(self, place: str, rule: str, value: str | None = None, **details: str) -> Fault:
        """Return a fault at a key."""
        return Fault(self.file, rule, column=place, value=value, details=details, part="key")


def programme_faults(programme: Programme, indicators: Mapping[str, Indicator]) -> list[Fault]:
    """Return every event and target of a programme that names an indicator there is not."""
    told = KeyFaults(f"{programme.id}.toml")
    named = [("events", at, event.indicator) for at, event in enumerate(programme.events)]
    named += [("targets", at, target.indicator) for at, target in enumerate(programme.targets)]
    return [
        told.at(f"{kind}.{at + 1}.indicator", "indicator_unknown", name, **nearest_of(name, indicators))
        for kind, at, name in named
        if name is not None and name not in indicators
    ]


def link_faults(link: Link, instruments: Mapping[str, Instrument]) -> list[Fault]:
    """Return every instrument and item a link names that there is not, and one that others answer."""
    told = KeyFaults(f"{link.id}.toml")
    ends = {"leaders": link.leaders, link.population: link.instrument}
    unknown = [
        told.at(end, "instrument_unknown", instrument, **nearest_of(instrument, instruments))
        for end, instrument in ends.items()
        if instrument not in instruments
    ]
    return unknown or [*_of_others(told, link, instruments), *_unknown_items(told, link, instruments)]


def _of_others(told: KeyFaults, link: Link, instruments: Mapping[str, Instrument]) -> Iterator[Fault]:
    if instruments[link.instrument].population != link.population:
        yield told.at(link.population, "instrument_of_others", link.instrument)


def _unknown_items(told: KeyFaults, link: Link, instruments: Mapping[str, Instrument]) -> Iterator[Fault]:
    named = [("items", link.leaders, list(link.items))]
    named += [(f"items.{item}", link.instrument, belonging) for item, belonging in link.items.items()]
    for place, instrument, items in named:
        known = [item.id for item in instruments[instrument].items]
        for item in items:
            if item not in known:
                yield told.at(place, "item_unknown", item, instrument=instrument, **nearest_of(item, known))


def claim_faults(
    file: str, claims: Sequence[Claim], instruments: Mapping[str, Instrument]
) -> Iterator[Fault]:
    """Yield a fault for every instrument or item that a claim names and that is not there."""
    for number, claim in enumerate(claims, start=1):
        place = f"claims[{number}]"
        if claim.instrument not in instruments:
            known = ", ".join(instruments) or "–"
            details = {"known": known}
            yield Fault(
                file, "instrument_unknown", None, f"{place}.instrument", claim.instrument, details, "key"
            )
            continue
        items = [item.id for item in instruments[claim.instrument].items]
        for item in claim.items:
            if item not in items:
                details = {"instrument": claim.instrument, "known": ", ".join(items)}
                yield Fault(file, "item_unknown", None, f"{place}.items", item, details, "key")


def nearest_of(text: str, known: Iterable[str]) -> dict[str, str]:
    """Return what a fault says of an unknown id: the known ones and the nearest."""
    return nearest_by_name(text, [(name, []) for name in known])


def nearest_by_name(text: str, known: Sequence[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Return the same for ids that have names."""
    return {"known": listed(known), "nearest": nearest(text, tuple(name for name, _ in known))}
