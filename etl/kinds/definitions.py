"""Reading what a programme's files are read by: its definitions and mappings, held against one another."""

from pathlib import Path

from etl.columns.mapping import FormMapping
from etl.kinds.all import any_mapping, kind_of
from etl.kinds.kind import Definitions
from publication.definitions.files import (
    read_background,
    read_definition,
    read_each,
    read_indicators,
    read_instruments,
    read_programme,
)
from publication.definitions.references import KeyFaults, claim_faults, programme_faults
from publication.faults import Fault, SourceError


def read_definitions(data: Path, programme: str) -> Definitions:
    """Read what the files of a programme are read by. Raises SourceError or Refused."""
    definitions = Definitions(
        read_programme(data, programme),
        read_instruments(data),
        read_mappings(data, programme),
        read_background(data),
        read_indicators(data),
    )
    described = definitions.programme
    faults = [
        *programme_faults(described, definitions.indicators),
        *claim_faults(f"{programme}.toml", described.claims, definitions.instruments),
        *(
            fault
            for name, mapping in definitions.mappings.items()
            for fault in kind_of(mapping).faults(KeyFaults(f"{name}.toml"), mapping, definitions)
        ),
    ]
    if faults:
        raise SourceError(faults)
    return definitions


def read_mappings(data: Path, programme: str) -> dict[str, FormMapping]:
    """Return the mappings of one programme by file name without ending; each is the only one of its form."""
    read = read_each(data / "mappings", lambda path: read_definition(any_mapping(), path))
    own = {name: mapping for name, mapping in read.items() if mapping.programme == programme}
    forms = [mapping.form for mapping in own.values()]
    faults = [
        Fault(f"{name}.toml", "form_twice", column="form", value=mapping.form, part="key")
        for name, mapping in own.items()
        if forms.count(mapping.form) > 1
    ]
    if faults:
        raise SourceError(faults)
    return own
