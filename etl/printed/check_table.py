"""`rejsespor check-table`: what a table of printed figures is held against, and what is said of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from etl.printed.check import Checked, Judged, Known, Scale, check_table, runs
from etl.printed.claims import Unfounded
from etl.printed.table import Table, TableRow, read_table
from etl.warehouse.workspace import work_beside, workspace
from publication.catalogue import Words
from publication.definitions.files import read_instruments, read_programme
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme
from publication.definitions.references import claim_faults
from publication.definitions.text import Language
from publication.faults import Refused, SourceError
from publication.places import Places

MOST_STEPS = 100


def checked_table(
    places: Places,
    path: Path,
    ends: tuple[int, int] | None,
    instrument: str | None,
    programme: str | None,
    step: str | None = None,
) -> tuple[Table, Checked]:
    """Read a table of printed figures and hold it against its scale and what the programme's file says.

    Args:
        places: Where the definitions lie.
        path: The table.
        ends: Lowest and highest answer on the scale, where they are said.
        instrument: Whose scale it is, where that is said.
        programme: Whose waves and claims are meant, where that is said.
        step: From one answer on the scale to the next, such as 0.5; None as the instrument has it, or 1.

    Raises SourceError where the file or a definition cannot be read, Refused where a name is not known.
    """
    instruments = read_instruments(places.data)
    described = _programme(places, programme, instruments)
    with workspace(work_beside(places.warehouse)) as folder:
        table = read_table(path, folder)
    scales = _with_step(_scales(table, ends, instrument, instruments), step)
    return table, check_table(table, _known(scales, described))


def _programme(
    places: Places, programme: str | None, instruments: Mapping[str, Instrument]
) -> Programme | None:
    if programme is None:
        return None
    described = read_programme(places.data, programme)
    if faults := list(claim_faults(f"{programme}.toml", described.claims, instruments)):
        raise SourceError(faults)
    return described


def _known(scales: Mapping[str, Scale], programme: Programme | None) -> Known:
    if programme is None:
        return Known(scales)
    answered = {wave.id: wave.respondents for wave in programme.waves if wave.respondents is not None}
    return Known(scales, answered, [wave.id for wave in programme.waves], programme.claims)


def _scales(
    table: Table,
    ends: tuple[int, int] | None,
    instrument: str | None,
    instruments: Mapping[str, Instrument],
) -> dict[str, Scale]:
    """Return the scales a person named, or those of the instruments whose items the table lists."""
    if instrument is not None and instrument not in instruments:
        raise Refused("instrument_not_there", instrument=instrument, known=", ".join(instruments) or "–")
    named = Scale.of(instruments[instrument]) if instrument is not None else None
    if ends is not None:
        return {"": Scale(*ends, instrument=named.instrument if named else None)}
    if named is not None:
        return {"": named}
    return _scales_of_items({row.item for row in table.rows}, instruments)


def _with_step(scales: Mapping[str, Scale], step: str | None) -> Mapping[str, Scale]:
    """Return scales with the step a person said. Raises Refused for one that does not divide 1."""
    if step is None:
        return scales
    if not scales:
        raise Refused("scale_not_said")
    try:
        exact = Fraction(step.replace(",", "."))
    except (ValueError, ZeroDivisionError) as none:
        raise Refused("scale_step_said", step=step) from none
    if exact.numerator != 1 or exact.denominator > MOST_STEPS:
        raise Refused("scale_step_said", step=step)
    return {item: replace(scale, steps=exact.denominator) for item, scale in scales.items()}


def _scales_of_items(items: Iterable[str], instruments: Mapping[str, Instrument]) -> dict[str, Scale]:
    """Return item → scale where each item belongs to one instrument; one that is not known leaves none."""
    found: dict[str, Scale] = {}
    for item in items:
        of = [
            instrument
            for instrument in instruments.values()
            if item in {each.id for each in instrument.items}
        ]
        scale = Scale.of(of[0]) if len(of) == 1 else None
        if scale is None:
            return {}
        found[item] = scale
    return found


def sentences(table: Table, checked: Checked, words: Words, language: Language) -> Iterator[str]:
    """Yield in words how the table was read, what cannot be, and where a single set of answers fits."""
    if table.names:
        yield words.say(language, "printed.names", columns=", ".join(table.names))
    yield from dict.fromkeys(_scale(judged, words, language) for judged in checked.rows if judged.verdict)
    for judged in checked.rows:
        reasons = " ".join(_reasons(judged, words, language))
        if reasons:
            line = str(judged.row.line)
            where = words.say(language, "printed.where", file=table.file, line=line, name=_name(judged.row))
            yield f"{where} {reasons}"
    for occasions, rows in checked.copies:
        yield words.say(language, "printed.same_figures", occasions=", ".join(occasions), rows=str(rows))
    if single := [_name(judged.row) for judged in checked.rows if _is_single(judged)]:
        yield words.say(language, "printed.single", rows=", ".join(single))


def _scale(judged: Judged, words: Words, language: Language) -> str:
    """Say which scale a row's answers are on, and where that was taken from."""
    if judged.scale is None:
        return words.say(language, "printed.scale_unknown")
    ends = {"low": str(judged.scale.low), "high": str(judged.scale.high)}
    if judged.scale.instrument is None:
        return words.say(language, "printed.scale", **ends)
    return words.say(language, "printed.scale_of", instrument=judged.scale.instrument.name[language], **ends)


def _name(row: TableRow) -> str:
    return " ".join(filter(None, (row.occasion, row.name))) or "–"


def _is_single(judged: Judged) -> bool:
    return judged.verdict is not None and judged.verdict.sets is not None and judged.verdict.sets.either == 1


def _reasons(judged: Judged, words: Words, language: Language) -> Iterator[str]:
    """Yield why a row cannot be, a sentence each."""
    values = _values(judged)
    for fault in (code for code in judged.faults if code not in ("same_figures", "claim")):
        key = "percent_alone" if fault == "percent" and not values["n"] else fault
        yield words.say(language, f"printed.{key}", **values)
    if judged.verdict is not None and judged.verdict.fits_if:
        conventions = [words.say(language, f"printed.{name}") for name in judged.verdict.fits_if]
        either = f" {words.say(language, 'printed.or_if')} ".join(conventions)
        yield words.say(language, "printed.fits_if", **values, conventions=either)
    if judged.others_against:
        yield words.say(language, "printed.others_against", rows=str(judged.others_against))
    if judged.fits_with_box:
        yield words.say(language, "printed.with_box", next=str(int(values["high"]) + 1))
    if judged.verdict is not None and judged.verdict.fault is not None and judged.n_that_fit:
        yield words.say(language, "printed.n_instead", n=runs(judged.n_that_fit))
    for claim, found in judged.unfounded:
        yield _unfounded(claim.kind, found, words, language)


def _values(judged: Judged) -> dict[str, str]:
    row, scale = judged.row, judged.scale
    most = row.n if row.n is not None else row.most
    return {
        **{name: row.texts.get(name, "") for name in ("mean", "sd", "percent", "min", "max", "n")},
        "answers": "" if most is None else str(most) if row.n is not None else f"≤ {most}",
        "low": str(scale.low) if scale else "",
        "high": str(scale.high) if scale else "",
    }


def _unfounded(kind: str, found: Unfounded, words: Words, language: Language) -> str:
    claimed = words.say(language, f"printed.{kind}")
    if found.left_out is None:
        return words.say(language, "printed.claim_not_moved", said=claimed, shift=f"{found.named.by:+}")
    return words.say(
        language,
        "printed.claim_left_out",
        said=claimed,
        shift=f"{found.named.by:+}",
        left_out=found.left_out.item,
        left_out_shift=f"{found.left_out.by:+}",
    )
