"""Reading the mappings of a programme."""

from pathlib import Path

from pydantic import TypeAdapter

from etl.columns.mapping import AnyMapping, Mapping
from publication.definitions.files import read_definition, read_each
from publication.faults import Fault, SourceError


def read_mappings(data: Path, programme: str) -> dict[str, Mapping]:
    """Return the mappings of one programme by file name without ending; each is the only one of its form."""
    adapter: TypeAdapter[Mapping] = TypeAdapter(AnyMapping)
    read = read_each(data / "mappings", lambda path: read_definition(adapter, path))
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
