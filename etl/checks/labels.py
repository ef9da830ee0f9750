"""What a file's labels contradict: what the mapping says of the code, the instrument's scale, one another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from etl.columns.answers import option_of
from etl.columns.columns import SPECIAL_CODES, Column, FileSpec
from etl.columns.labels import meaning
from etl.columns.scale_labels import answer_named, folded, legend, without_number
from etl.formats.grid import Grid
from publication.faults import Fault
from publication.spelling import key

_MOST_COLUMNS = 5


class _Claim(NamedTuple):
    """What a file says of one code of a column, and what the mapping says of code and label.

    `instrument` is whose codes mean the same: an instrument's, or the column's. `answer` is the one that the
    label names on the instrument's scale. Where a cell is a tick or none, labels need not differ.
    """

    file: str
    header: str
    instrument: str
    is_tick: bool
    code: str
    label: str
    code_means: str | int | None
    label_means: str | int | None
    answer: int | None


class _Contradiction(NamedTuple):
    """A code and its label that mean different things; it may stand in many columns of a file."""

    file: str
    rule: str
    details: tuple[tuple[str, str], ...]

    def fault(self, headers: Sequence[str]) -> Fault:
        return Fault(self.file, self.rule, column=_listed(headers), details=dict(self.details))


def label_faults(files: Iterable[tuple[Grid, FileSpec]]) -> list[Fault]:
    """Return what the labels in a form's files contradict, each contradiction once.

    A label may stand beside its code, behind the question ('1 = Never, 5 = Always') or, of several columns
    of which one is ticked, in the question itself.
    """
    claims = [claim for grid, spec in files for claim in _claims(grid, spec)]
    found: dict[_Contradiction, list[str]] = defaultdict(list)
    for claim in claims:
        if (contradiction := _contradiction(claim)) is not None:
            found[contradiction].append(claim.header)
    return [contradiction.fault(headers) for contradiction, headers in found.items()] or [*_turned(claims)]


def _listed(headers: Sequence[str]) -> str:
    columns = list(dict.fromkeys(headers))
    return ", ".join([*columns[:_MOST_COLUMNS], *(["…"] if len(columns) > _MOST_COLUMNS else [])])


def _claims(grid: Grid, spec: FileSpec) -> Iterator[_Claim]:
    """Yield all that a file says of the codes in the columns that are read."""
    columns = {column.header: column for column in spec.in_file}
    ticked = {part.header for column in spec.columns for part in column.parts}
    for at, header in enumerate(grid.named(spec.headers | spec.drop)):
        if (column := columns.get(header)) is not None:
            known = column.texts
            instrument, is_tick = column.name.partition(".")[0], header in ticked
            for code, label in _labels(grid, at, column, is_tick):
                yield _Claim(
                    grid.name,
                    header,
                    instrument,
                    is_tick,
                    code,
                    label,
                    meaning(column, known, code),
                    _label_means(column, known, label),
                    answer_named(label, column.scale_labels),
                )


def _label_means(column: Column, known: Mapping[str, str | int], label: str) -> str | int | None:
    """Return what the mapping says of a label, with or without the number beside it; of a blank, nothing."""
    meanings = [meaning(column, known, text) for text in (label, without_number(label)) if key(text)]
    return next((meant for meant in meanings if meant is not None), None)


def _labels(grid: Grid, at: int, column: Column, is_tick: bool) -> Iterator[tuple[str, str]]:
    """Yield the codes of a column that the file explains, with their labels."""
    yield from grid.labels.get(at, {}).items()
    questions = dict.fromkeys([grid.header[at], *grid.texts[at : at + 1]])
    for question in questions if column.scale_labels else ():
        if is_tick:
            yield next(iter(column.codes or {})), option_of(question)
        else:
            yield from legend(question)


def _contradiction(claim: _Claim) -> _Contradiction | None:
    """Return how a label contradicts what its code means; what the scale says of it goes first."""
    if claim.code_means is None:
        return None
    details = {"code": claim.code, "label": claim.label}
    if claim.answer not in (None, claim.code_means):
        details |= {"means": _named_meaning(claim.code_means), "answer": str(claim.answer)}
        details |= {"instrument": claim.instrument}
        return _Contradiction(claim.file, "label_against_scale", tuple(details.items()))
    if claim.label_means not in (None, claim.code_means):
        return _Contradiction(claim.file, "ambiguous_label", tuple(details.items()))
    return None


def _named_meaning(stands_for: str | int | None) -> str:
    """Return what a code or label stands for as definitions name it: an answer, a special answer, an id."""
    special: dict[str | int | None, str] = {code: name for name, code in SPECIAL_CODES.items()}
    return special.get(stands_for, str(stands_for))


def _turned(claims: Iterable[_Claim]) -> Iterator[Fault]:
    """Yield a fault per file and instrument where a label stands for another code than in a column before."""
    reported = set()
    for columns in _labelled_alike(claims):
        first, *others = columns.values()
        before = next(iter(first.values()))
        for other in others:
            other_claim = next(iter(other.values()))
            if first.keys().isdisjoint(other) and (other_claim.instrument, other_claim.file) not in reported:
                reported.add((other_claim.instrument, other_claim.file))
                details = {"code": other_claim.code, "label": other_claim.label, "other_code": before.code}
                details |= {"other_file": before.file, "other_column": before.header}
                yield Fault(other_claim.file, "labels_turned", column=other_claim.header, details=details)


def _labelled_alike(
    claims: Iterable[_Claim],
) -> Iterable[Mapping[tuple[str, str], Mapping[str | int, _Claim]]]:
    """Return for each label only the file explains its columns (file, header), and what its codes mean."""
    alike: dict[tuple[str, str], dict[tuple[str, str], dict[str | int, _Claim]]] = defaultdict(dict)
    for claim in claims:
        words = folded(claim.label)
        if words and claim.code_means is not None and claim.label_means is None and not claim.is_tick:
            column = alike[claim.instrument, words].setdefault((claim.file, claim.header), {})
            column.setdefault(claim.code_means, claim)
    return alike.values()
