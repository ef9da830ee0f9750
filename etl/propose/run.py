"""From files and definitions to the text of a proposed mapping."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from etl.propose.proposal import propose
from etl.propose.seen import look_at
from etl.propose.write import proposal_toml
from etl.warehouse.workspace import work_beside, workspace
from publication.catalogue import Words
from publication.definitions.files import programme_ids, read_background, read_instruments, read_programme
from publication.definitions.instrument import Instrument
from publication.definitions.text import Language
from publication.faults import Refused
from publication.places import Places


def proposed_mapping(
    places: Places,
    files: Sequence[Path],
    programme: str | None,
    instruments: Sequence[str],
    sheet: str | None,
    words: Words,
    language: Language,
) -> tuple[str, int]:
    """Return a mapping proposed for the files of one form, as TOML, and how many items it found.

    Raises SourceError where a file cannot be read, Refused where no column fits or a name is not known.
    """
    described = read_programme(places.data, programme or _only_programme(places.data))
    wanted = _wanted(read_instruments(places.data), instruments)
    with workspace(work_beside(places.warehouse)) as folder:
        seen = look_at(files, folder, sheet)
    proposal = propose(seen, described, wanted, read_background(places.data))
    names = [path.name for path in files]
    return proposal_toml(proposal, names, described.id, wanted, words, language), proposal.items


def _only_programme(data: Path) -> str:
    ids = programme_ids(data)
    if len(ids) != 1:
        raise Refused("which_programme", known=", ".join(ids) or "–")
    return ids[0]


def _wanted(instruments: Mapping[str, Instrument], named: Sequence[str]) -> Mapping[str, Instrument]:
    for name in named:
        if name not in instruments:
            raise Refused("instrument_not_there", instrument=name, known=", ".join(instruments) or "–")
    return {name: each for name, each in instruments.items() if not named or name in named}
