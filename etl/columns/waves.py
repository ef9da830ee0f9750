"""Which wave a row was given in: a column's texts, or what the command line says; by id or by name."""

from collections.abc import Mapping

from etl.columns.columns import Column, named
from publication.definitions.programme import Programme
from publication.definitions.text import texts
from publication.faults import Refused
from publication.spelling import key


def wave_names(programme: Programme) -> list[tuple[str, list[str]]]:
    """Return the waves' ids with the names the programme gives them, in all languages."""
    return [(one.id, list(texts(one.name)) if one.name else []) for one in programme.waves]


def wave_column(
    form: str, header: str | None, values: Mapping[str, str], programme: Programme, wave: str | None
) -> Column:
    """Return the wave's column of a form; where `wave` is said, rows of other waves are not accepted.

    Raises Refused where it is not said, not there, or the name of several waves.
    """
    known = named(wave_names(programme), values)
    if wave is None and header is None:
        raise Refused("wave_not_said", form=form, known=_ids(programme))
    said = _wave_said(programme, wave) if wave is not None else None
    codes = {text: one for text, one in known.items() if said in (None, one)}
    accepted = ", ".join(one.id for one in programme.waves if one.id in codes.values())
    return Column("wave", header, codes, required=True, default=said, accepted=accepted)


def _wave_said(programme: Programme, wave: str) -> str:
    """Return the id of the wave a person named by its id or its name."""
    if wave in (one.id for one in programme.waves):
        return wave
    bearers = [one for one, names in wave_names(programme) if key(wave) in map(key, (one, *names))]
    if not bearers:
        raise Refused("no_wave", wave=wave, known=_ids(programme))
    if len(bearers) > 1:
        raise Refused("wave_of_several", wave=wave, known=", ".join(bearers))
    return bearers[0]


def _ids(programme: Programme) -> str:
    return ", ".join(one.id for one in programme.waves)
