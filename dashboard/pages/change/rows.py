"""Rows of what staff answered: groups, answers, scores over some items, change, printed figures."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from dashboard.answers.change import change_table, is_printed
from dashboard.answers.rows import Change
from dashboard.report.labels import everyone_asked
from dashboard.report.offered import EVERYONE
from dashboard.report.rows import (
    Row,
    RowKind,
    RowKinds,
    Wanted,
    answers_of,
    ends_of,
    head_of,
    scale_of,
    summary_of,
)
from dashboard.report.selection import Selection
from publication.ids import is_subscale, subscale_name
from publication.printed_records import PrintedItem
from publication.queries.answers import Answer
from publication.reading import Option, Publication
from publication.records import Group
from publication.schema import read

SPECIAL = ("not_applicable", "dont_know", "not_relevant", "blank")


def group_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the groups of each wave, in the programme's order."""
    order = {wave: at for at, wave in enumerate(wanted.waves())}
    groups = read(wanted.publication.cursor(), Group, "ORDER BY position")
    for group in sorted(groups, key=lambda group: order.get(group.wave, -1)):
        if group.wave in order and wanted.group in (None, group.group_id):
            yield {
                "programme": wanted.publication.programme,
                "wave": group.wave,
                "group": group.group_id,
                "group_label": wanted.language.of(group.label),
                "roles": group.roles,
                "sites": group.sites,
                "members": group.members,
            }


def answer_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield every item of every selection of each wave: n, mean, SD and counts, or the status alone."""
    instruments = wanted.instruments()
    counted = sorted({value for instrument in instruments for value in scale_of(wanted, instrument)})
    for instrument in instruments:
        values, labels = scale_of(wanted, instrument), wanted.labels(instrument)
        for wave in wanted.waves_of(instrument):
            for item, option, answer in answers_of(wanted, instrument, wave):
                if not is_subscale(item):
                    head = head_of(wanted, instrument, wave, option) | {"item": item, "label": labels[item]}
                    yield head | _answer(answer, values, counted)


def _answer(answer: Answer, values: range, counted: Sequence[int]) -> Row:
    of_items = {} if answer.is_score else dict(zip(values, answer.counts or [], strict=False))
    return {
        "members": answer.members,
        "n": answer.n,
        **summary_of(answer, values),
        **{f"count_{value}": of_items.get(value) for value in counted},
        **{special: getattr(answer, special) for special in SPECIAL},
        "status": answer.status,
    }


def subscale_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the score of every subscale of every selection of each wave: n and mean, or the status alone."""
    for instrument in wanted.instruments():
        for wave in wanted.waves_of(instrument):
            for item, option, answer in answers_of(wanted, instrument, wave):
                if is_subscale(item):
                    yield {
                        **head_of(wanted, instrument, wave, option),
                        **_subscale(wanted, instrument, wave, item),
                        "members": answer.members,
                        "n": answer.n,
                        **summary_of(answer, scale_of(wanted, instrument)),
                        "status": answer.status,
                    }


def _subscale(wanted: Wanted, instrument: str, wave: str, name: str) -> Row:
    definition, occasion = wanted.publication.instruments[instrument], wanted.publication.wave(wave).asked_as
    named = next(subscale for subscale in definition.subscales if subscale_name(subscale.id) == name)
    items = [
        item.id
        for item in definition.items
        if item.subscale == named.id and occasion in (item.asked_as or definition.asked_as)
    ]
    return {
        "subscale": named.id,
        "label": wanted.language.of(named.name),
        "items": "|".join(items),
    }


def _change_of(wanted: Wanted, selection: Selection, option: Option | None) -> Iterator[Row]:
    labels = wanted.labels(selection.instrument)
    named = (
        wanted.language.of(option.label)
        if option
        else everyone_asked(wanted.publication, selection, wanted.language)
    )
    for row in change_table(wanted.publication, selection):
        hidden = row.status == "withheld"
        sides = {
            f"{name}_{end}": None if hidden else getattr(side, name)
            for end, side in (("from", row.earlier), ("to", row.later))
            for name in ("n", "mean")
        }
        yield {
            "programme": wanted.publication.programme,
            "instrument": selection.instrument,
            "from": selection.from_wave,
            "to": selection.to_wave,
            "group": selection.group,
            "group_label": named,
            "item": row.item,
            "label": labels[row.item],
            **sides,
            **{field.name: getattr(row.change, field.name) for field in fields(Change)},
            # Printed figures that no answers give are shown as printed; only what rests on n is missing.
            "status": "shown" if row.status == "no_answers_fit" else row.status,
        }


def change_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the change of every item from one wave to another, for every selection offered of the two."""
    for instrument in dict.fromkeys([*wanted.instruments(), *sorted(wanted.publication.printed)]):
        start, end = ends_of(wanted, instrument) or ("", "")
        if wanted.instrument in (None, instrument) and start != end:
            named = wanted.language.code, wanted.publication.programme, instrument
            yield from _changes_of(wanted, Selection(*named, from_wave=start, to_wave=end))


def _changes_of(wanted: Wanted, selection: Selection) -> Iterator[Row]:
    """Yield the change of every item of one instrument, selection by selection."""
    if is_printed(wanted.publication, selection.instrument):
        if wanted.group in (None, EVERYONE):
            yield from _change_of(wanted, selection, None)
        return
    for option in wanted.publication.options.get(selection.waves, ()):
        if wanted.group in (None, option.id):
            yield from _change_of(wanted, replace(selection, group=option.id), option)


def printed_rows(wanted: Wanted) -> Iterator[Row]:
    """Yield the printed figures, and what whole answers make of them."""
    order = [wave.id for wave in wanted.publication.waves]
    printed = read(wanted.publication.cursor(), PrintedItem, "ORDER BY instrument, wave, position")
    for figures in sorted(printed, key=lambda figures: (figures.instrument, order.index(figures.wave))):
        if wanted.instrument in (None, figures.instrument) and wanted.wave in (None, figures.wave):
            shown = {name: value for name, value in figures._asdict().items() if name != "position"}
            yield {"programme": wanted.publication.programme, **shown}


def _is_asked(publication: Publication) -> bool:
    return bool(publication.asked)


def _has_subscales(publication: Publication) -> bool:
    return _is_asked(publication) and any(known.subscales for known in publication.instruments.values())


def _is_printed(publication: Publication) -> bool:
    return bool(publication.printed)


KINDS: RowKinds = {
    "groups": RowKind(group_rows, "groups", _is_asked),
    "answers": RowKind(answer_rows, "answers", _is_asked),
    "subscales": RowKind(subscale_rows, "subscales", _has_subscales),
    "change": RowKind(change_rows),
    "published": RowKind(printed_rows, "published", _is_printed),
}
