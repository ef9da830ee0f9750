"""What can and cannot be said of printed figures: what no answers give, what gives every answer away."""

from collections.abc import Mapping

from dashboard.pages.printed.answer import Fit, PrintedReport, Ranges, as_printed
from dashboard.report.labels import in_sentence, item_labels, occasion_name, special_names, wave_name
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.printed_records import PrintedClaim, PrintedCopy, PrintedPercent
from publication.reading import Publication

# θ of so much is as often higher as lower.
EVEN = 0.5


def printed_sentences(
    report: PrintedReport, publication: Publication, selection: Selection, language: Language
) -> list[str]:
    """Return what was found in the printed figures of an instrument: what cannot be stands first."""
    instrument = publication.instruments[selection.instrument]
    labels = item_labels(instrument, language)
    said = [language.counted("printed.all_fit", len(report.fits))] if not report.impossible else []
    said += [_impossible(one, publication, selection, language) for one in report.impossible]
    said += [_claim(one, labels, language) for one in report.claims]
    if report.single:
        named = language.listed([_row(one, labels, publication, language) for one in report.single])
        said.append(language.counted("printed.single", len(report.single), items=named))
    if report.fewer:
        said.append(language.counted("printed.fewer", len(report.fewer)))
    if report.several:
        said.append(language.counted("printed.several", len(report.several)))
    return said + _range(report.ranges, language)


def elsewhere_sentences(report: PrintedReport, publication: Publication, language: Language) -> list[str]:
    """Return what was found elsewhere in the same report: copies, and percentages of nobody."""
    copies = [_copy(one, publication, language) for one in report.copies]
    return copies + [_percent(one, publication, language) for one in report.percents]


def _row(one: Fit, labels: Mapping[str, str], publication: Publication, language: Language) -> str:
    wave = in_sentence(wave_name(publication, one.wave, language))
    return language.say("printed.row", item=labels[one.item], wave=wave)


def _impossible(one: Fit, publication: Publication, selection: Selection, language: Language) -> str:
    instrument = publication.instruments[selection.instrument]
    row = _row(one, item_labels(instrument, language), publication, language)
    figures = {"mean": as_printed(one.mean, language), "sd": as_printed(one.sd, language)}
    if one.only_if:
        conventions = [language.say(f"printed.only_if.{each}") for each in one.only_if]
        either = f" {language.say('printed.only_if.or')} ".join(conventions)
        return language.say("printed.fits_only_if", row=row, conventions=either, **figures)
    why = language.say(f"printed.fault.{one.fault}", row=row, most=one.most, **figures)
    if not one.fits_with_box:
        return why
    boxes = language.listed([in_sentence(name) for name in special_names(instrument, language).values()])
    next_step = instrument.rating_scale.high + 1
    return f"{why} {language.say('printed.with_box', boxes=boxes, next=next_step)}"


def _claim(one: PrintedClaim, labels: Mapping[str, str], language: Language) -> str:
    report = (
        language.say("printed.report_page", page=one.page) if one.page else language.say("printed.report")
    )
    values = {
        "report": report,
        "item": labels[one.item],
        "kind": language.say(f"printed.kind.{one.kind}"),
        "shift": _shift(one.shift, language),
    }
    if one.left_out is None or one.left_out_shift is None:
        return language.say("printed.claim_not_moved", **values)
    left_out = {"left_out": labels[one.left_out], "left_out_shift": _shift(one.left_out_shift, language)}
    return language.say("printed.claim_left_out", **values, **left_out)


def _shift(printed: str, language: Language) -> str:
    return language.decimal(float(printed), sign=True)


def _range(ranges: Ranges, language: Language) -> list[str]:
    """Say how far θ is open, and what holds whatever was answered."""
    if not ranges:
        return []
    widest = max(one.theta_most - one.theta_least for one in ranges.values())
    above = sum(one.theta_least > EVEN for one in ranges.values())
    below = sum(one.theta_most < EVEN for one in ranges.values())
    numbers = {"above": above, "below": below, "open": len(ranges) - above - below}
    exact = sum(one.p_higher is not None for one in ranges.values())
    return [
        language.say("printed.theta", widest=language.decimal(widest), exact=exact, n=len(ranges)),
        language.say("printed.whatever", **numbers),
    ]


def _copy(one: PrintedCopy, publication: Publication, language: Language) -> str:
    names = [occasion_name(publication.definition, each, language) for each in one.occasions]
    return language.say("printed.copy", occasions=language.listed(names), n=one.figures)


def _percent(one: PrintedPercent, publication: Publication, language: Language) -> str:
    wave = in_sentence(occasion_name(publication.definition, one.wave, language))
    where = {"question": language.of(one.question), "answer": language.of(one.answer), "wave": wave}
    percent = as_printed(one.percent, language)
    key = "percent_alone" if one.n is None else one.fault
    return language.say(f"printed.{key}", n=one.n, percent=percent, **where)


def caption(selection: Selection, publication: Publication, language: Language) -> str:
    """Return what the table of rows holds."""
    name = language.of(publication.instruments[selection.instrument].name)
    return language.say("printed.caption", instrument=name)
