"""Reading the definitions: a broken file is refused with all its faults and their paths."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from publication.definitions.background import Background
from publication.definitions.indicator import Indicator, contradictions
from publication.definitions.instrument import Instrument
from publication.definitions.link import Link
from publication.definitions.programme import Programme
from publication.definitions.references import link_faults
from publication.definitions.refusals import definition_fault, toml_fault
from publication.faults import Fault, Refused, SourceError
from publication.places import DEFAULT_DATA

Model = TypeVar("Model")
Named = TypeVar("Named", bound=BaseModel)


def _toml(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError([Fault(path.name, "not_utf8", line=line)]) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError([toml_fault(path.name, text, error)]) from error


def read_definition(adapter: TypeAdapter[Model], path: Path) -> Model:
    """Read one definition. Raises SourceError with all its faults."""
    try:
        return adapter.validate_python(_toml(path))
    except ValidationError as refused:
        schema = adapter.json_schema()
        faults = [definition_fault(path.name, error, schema) for error in refused.errors()]
        raise SourceError(faults) from refused


def _read_named(model: type[Named], path: Path) -> Named:
    """Read a definition whose `id` is its file's name."""
    read = read_definition(TypeAdapter(model), path)
    if (found := str(getattr(read, "id", path.stem))) != path.stem:
        raise SourceError([Fault(path.name, "id_is_not_file_name", column="id", value=found, part="key")])
    return read


def read_each(folder: Path, read: Callable[[Path], Model]) -> dict[str, Model]:
    """Read every file of a folder. Raises SourceError with the faults of all of them."""
    found: dict[str, Model] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = read(path)
        except SourceError as refused:
            faults += refused.faults
    if faults:
        raise SourceError(faults)
    return found


def _read_folder(model: type[Named], folder: Path) -> dict[str, Named]:
    return read_each(folder, lambda path: _read_named(model, path))


def read_instruments(data: Path) -> dict[str, Instrument]:
    """Return every instrument by id. Raises SourceError with all faults of all broken files.

    An instrument without subscales of its own may name those that another describes, or the product's do.
    """
    read = _read_folder(Instrument, data / "instruments")
    if faults := [*_origin_faults(read), *_subscale_faults(read)]:
        raise SourceError(faults)
    return read


def _origin_faults(read: dict[str, Instrument]) -> Iterator[Fault]:
    """Yield a fault for every instrument that was called as another one was."""
    origins = [described.origin for described in read.values()]
    for name, instrument in read.items():
        if instrument.was and origins.count(instrument.origin) > 1:
            details = {"ids": instrument.origin}
            yield Fault(
                f"{name}.toml", "was_twice", column="was", value=instrument.was, details=details, part="key"
            )


def _subscale_faults(read: dict[str, Instrument]) -> Iterator[Fault]:
    """Yield a fault for every instrument whose items name a subscale that nobody describes."""
    named = {
        name: {item.subscale for item in instrument.items if item.subscale}
        for name, instrument in read.items()
    }
    if not any(used for name, used in named.items() if not read[name].subscales):
        return
    products = _read_folder(Instrument, DEFAULT_DATA / "instruments").values()
    described = {
        subscale.id for instrument in [*read.values(), *products] for subscale in instrument.subscales
    }
    for name, used in named.items():
        if unknown := sorted(used - described):
            details = {"ids": ", ".join(unknown)}
            yield Fault(f"{name}.toml", "subscales_unknown", column="items", details=details, part="key")


def read_background(data: Path) -> dict[str, Background]:
    """Return every described background variable by id."""
    return _read_folder(Background, data / "background")


def read_indicators(data: Path) -> dict[str, Indicator]:
    """Return every indicator by id. Raises SourceError where they do not hang together."""
    read = _read_folder(Indicator, data / "indicators")
    faults = [
        Fault(f"{name}.toml", rule, column=key, value=value, part="key")
        for name, rule, key, value in contradictions(read.values())
    ]
    if faults:
        raise SourceError(faults)
    return read


def read_links(data: Path) -> dict[str, Link]:
    """Return every link between instruments by id. Raises SourceError where one names what there is not."""
    read, instruments = _read_folder(Link, data / "links"), read_instruments(data)
    faults = [fault for link in read.values() for fault in link_faults(link, instruments)]
    if faults:
        raise SourceError(faults)
    return read


def programme_ids(data: Path) -> list[str]:
    """Return the ids of the programmes there are."""
    return sorted(path.stem for path in (data / "programmes").glob("*.toml"))


def read_programme(data: Path, programme: str) -> Programme:
    """Return one programme. Raises Refused where there is none by that id, SourceError where it is broken."""
    path = data / "programmes" / f"{programme}.toml"
    if not path.is_file():
        raise Refused("no_programme", programme=programme, known=", ".join(programme_ids(data)) or "–")
    return _read_named(Programme, path)
