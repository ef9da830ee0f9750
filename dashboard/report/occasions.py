"""Waves, rounds and sessions in a programme's order."""

from collections.abc import Iterable

from publication.definitions.programme import Programme


def occasions_in_order(programme: Programme, occasions: Iterable[str]) -> tuple[str, ...]:
    """Return waves, rounds and sessions in the programme's order, then whatever else a file speaks of."""
    waves_and_rounds = [*(wave.id for wave in programme.waves), *(held.id for held in programme.rounds)]
    known = [*waves_and_rounds, *(session.id for session in programme.sessions)]
    found = set(occasions)
    return (*(occasion for occasion in known if occasion in found), *sorted(found - {*known, ""}))
