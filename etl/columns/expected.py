"""A file's header against the columns expected: unknown, missing and doubled ones, with the nearest."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher

from etl.columns.columns import FileSpec
from publication.faults import NONE_NEAR, Fault
from publication.spelling import key

FEWEST_ALIKE = 3
_NEAR = 0.6
_NUMBER = re.compile(r"\d+")
_SAME_QUESTION = re.compile(
    r"[\s_.:/()\[\]–-]*"
    r"(label ?(number|nummer|nr)?|labels?|tekst|text|value|verdi|værdi|kode|code|navn)[\s)\].]*"
)


def header_faults(file: str, header: Sequence[str], spec: FileSpec, waves: frozenset[str]) -> list[Fault]:
    """Return a fault for every column that is missing (where one of the waves asks it) or not mapped.

    Where many columns differ from what is expected by the same beginning or ending, that is one fault.
    """
    expected = {column.header: None for column in spec.in_file if column.header is not None}
    unknown = [name for name in header if name and name not in expected and name not in spec.drop]
    absent = [name for name in expected if name not in header]
    needed = {
        column.header
        for column in spec.in_file
        if column.header is not None and (column.asked_in is None or column.asked_in & waves)
    }
    renamed = dict(_renamed_alike(unknown, absent))
    missing = [name for name in absent if name in needed and name not in renamed.values()]
    left = [name for name in unknown if name not in renamed and name not in spec.unexpected]
    return [
        *_renamed_fault(file, renamed),
        *_doubled(file, header, expected),
        *(_unknown(file, name, header, expected, absent) for name in left),
        *(Fault(file, spec.unexpected[name], 1, name) for name in unknown if name in spec.unexpected),
        *(Fault(file, "missing_column", 1, name, details={"nearest": near(name, left)}) for name in missing),
    ]


def near(text: str, known: Collection[str]) -> str:
    """Return the known header a misspelt one can be meant for, or an en dash where none is near.

    Headers with different numbers ('Praksis 1', 'Praksis 11') are different columns, however alike.
    """
    folded = key(text)
    scored = [
        (ratio, name)
        for name in known
        if _numbers(name) == _numbers(text) and (ratio := _likeness(folded, key(name))) >= _NEAR
    ]
    return max(scored, default=(0.0, NONE_NEAR), key=lambda pair: pair[0])[1]


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(text)]


def _likeness(text: str, other: str) -> float:
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
        return 0.0
    return matcher.ratio()


def _unknown(
    file: str, name: str, header: Sequence[str], expected: Collection[str], absent: Sequence[str]
) -> Fault:
    """Return the fault of a column the mapping does not know: one like it, or a question given again."""
    for known in expected:
        if (
            known in header
            and name.startswith(known)
            and _SAME_QUESTION.fullmatch(name[len(known) :].lower())
        ):
            return Fault(file, "question_again", 1, name, details={"other": known})
    return Fault(file, "unknown_column", 1, name, details={"nearest": near(name, absent)})


def _doubled(file: str, header: Sequence[str], expected: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for every expected column there are two of (two question texts alike)."""
    for name, times in Counter(header).items():
        if times > 1 and name in expected:
            yield Fault(file, "doubled_column", 1, name)


def _renamed_alike(unknown: Sequence[str], absent: Sequence[str]) -> dict[str, str]:
    """Return unknown → absent column where three or more differ by the same beginning, or the same ending."""
    for alike in (str.endswith, str.startswith):
        pairs = [(name, other) for other in absent for name in unknown if other and alike(name, other)]
        added = Counter(_added(name, other) for name, other in pairs)
        most, times = max(added.items(), key=lambda pair: pair[1], default=(("", ""), 0))
        if times >= FEWEST_ALIKE:
            return {name: other for name, other in pairs if _added(name, other) == most}
    return {}


def _added(name: str, other: str) -> tuple[str, str]:
    """Return what stands before and after the expected name."""
    before, _, after = name.partition(other)
    return before, after


def _renamed_fault(file: str, renamed: dict[str, str]) -> Iterator[Fault]:
    for name, other in list(renamed.items())[:1]:
        details = {"number": str(len(renamed)), "expected": other, "added": "".join(_added(name, other))}
        yield Fault(file, "columns_renamed", 1, name, details=details)
