"""Choosing the mapping a file is read by: the one named, or the one that knows its columns best."""

from collections.abc import Sequence
from pathlib import Path

from etl.columns.columns import FileSpec
from etl.columns.mapping import FormMapping
from etl.formats.grid import Grid, Layout, Source
from etl.formats.header import mostly_numbers
from etl.kinds.all import kind_of
from etl.kinds.kind import Definitions, FileContext
from publication.faults import Fault, Refused, SourceError


def layout_of(mapping: FormMapping) -> Layout:
    """Return what a mapping says of the file around the cells."""
    return Layout(mapping.sheet, mapping.header_rows)


def _fits(spec: FileSpec, grid: Grid) -> bool:
    header = set(grid.named(spec.headers)) - {""}
    needed = {column.header for column in spec.keys if column.header is not None}
    return header <= spec.headers | spec.drop and needed <= header


def _shared_columns(spec: FileSpec, grid: Grid) -> int:
    return len(spec.headers & set(grid.named(spec.headers)))


def _named_mapping(definitions: Definitions, name: str) -> str:
    if (stem := Path(name).name.removesuffix(".toml")) not in definitions.mappings:
        known = ", ".join(definitions.mappings) or "–"
        raise Refused("no_mapping", mapping=name, programme=definitions.programme.id, known=known)
    return stem


def _grids(definitions: Definitions, source: Source) -> dict[str, Grid]:
    """Return the source's grid as each mapping lays it out; raises SourceError where none can read it."""
    grids: dict[Layout, Grid] = {}
    refusals: list[SourceError] = []
    for layout in dict.fromkeys(map(layout_of, definitions.mappings.values())):
        try:
            grids[layout] = source.grid(layout)
        except SourceError as refused:
            refusals.append(refused)
    if not grids and refusals:
        raise refusals[0]
    laid_out = {name: layout_of(mapping) for name, mapping in definitions.mappings.items()}
    return {name: grids[layout] for name, layout in laid_out.items() if layout in grids}


def _fitting(definitions: Definitions, source: Source, wave: str | None) -> list[str]:
    """Return the mappings that know all columns of a source, or else those that know most of them."""
    any_wave = wave or next((each.id for each in definitions.programme.waves), None)
    grids = _grids(definitions, source)
    specs = {
        name: kind_of(mapping).file_spec(mapping, FileContext(definitions, any_wave, grids[name].header))
        for name, mapping in definitions.mappings.items()
        if name in grids
    }
    if fitting := [name for name, spec in specs.items() if _fits(spec, grids[name])]:
        return fitting
    shared: Sequence[tuple[str, int]] = [
        (name, _shared_columns(spec, grids[name])) for name, spec in specs.items()
    ]
    most = max((columns for _, columns in shared), default=0)
    return [name for name, columns in shared if columns == most > 0]


def choose_mapping(definitions: Definitions, source: Source, named: str | None, wave: str | None) -> str:
    """Return the name of the mapping a source is read by.

    Raises SourceError where none is named and no column fits, or several mappings fit alike.
    """
    if named is not None:
        return _named_mapping(definitions, named)
    if len(definitions.mappings) == 1:
        return next(iter(definitions.mappings))
    fitting = _fitting(definitions, source, wave)
    if len(fitting) != 1:
        if not fitting and any(mostly_numbers(grid.header) for grid in _grids(definitions, source).values()):
            raise SourceError([Fault(source.name, "no_header", line=1)])
        reason = "several_mappings_fit" if fitting else "no_mapping_fits"
        known = ", ".join(fitting or definitions.mappings) or "–"
        raise SourceError([Fault(source.name, reason, details={"known": known})])
    return fitting[0]
