"""Which wave a row was given in: a column's texts, or what the command line says; by id or by name."""

from collections.abc import Iterable, Mapping

from etl.columns.columns import Column, named
from publication.definitions.programme import Programme, Wave
from publication.definitions.text import texts
from publication.faults import Refused
from publication.spelling import key


def wave_names(waves: Iterable[Wave]) -> list[tuple[str, list[str]]]:
    """Return waves' ids with the names the programme gives them, in all languages."""
    return [(wave.id, list(texts(wave.name)) if wave.name else []) for wave in waves]


def wave_column(
    form: str, header: str | None, values: Mapping[str, str], programme: Programme, wave: str | None
) -> Column:
    """Return the wave's column of a form; where `wave` is said, rows of other waves are not accepted.

    Raises Refused where it is not said, not there, or the name of several waves.
    """
    known = named(wave_names(programme.waves), values)
    if wave is None and header is None:
        raise Refused("wave_not_said", form=form, known=_ids(programme))
    given = _wave_said(programme, wave) if wave is not None else None
    codes = {text: wave_id for text, wave_id in known.items() if given in (None, wave_id)}
    accepted = ", ".join(each.id for each in programme.waves if each.id in codes.values())
    return Column("wave", header, codes, required=True, default=given, accepted=accepted)


def _wave_said(programme: Programme, wave: str) -> str:
    """Return the id of the wave a person named by its id or its name."""
    if wave in (each.id for each in programme.waves):
        return wave
    folded, known = key(wave), wave_names(programme.waves)
    bearers = [wave_id for wave_id, names in known if folded in map(key, (wave_id, *names))]
    if not bearers:
        raise Refused("no_wave", wave=wave, known=_ids(programme))
    if len(bearers) > 1:
        raise Refused("wave_of_several", wave=wave, known=", ".join(bearers))
    return bearers[0]


def _ids(programme: Programme) -> str:
    return ", ".join(wave.id for wave in programme.waves)
