"""What can and cannot be said of printed figures: what no answers give, what gives every answer away."""

from collections.abc import Mapping

from dashboard.answers.printed_theta import Ranges
from dashboard.pages.change.printed import Fit, PrintedReport, as_printed
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
    words = [language.counted("printed.all_fit", len(report.fits))] if not report.impossible else []
    words += [_impossible(fit, publication, selection, language) for fit in report.impossible]
    words += [_claim(claim, labels, language) for claim in report.claims]
    if report.single:
        named = language.listed([_row(fit, labels, publication, language) for fit in report.single])
        words.append(language.counted("printed.single", len(report.single), items=named))
    if report.fewer:
        words.append(language.counted("printed.fewer", len(report.fewer)))
    if report.several:
        words.append(language.counted("printed.several", len(report.several)))
    return words + _range(report.ranges, language)


def elsewhere_sentences(report: PrintedReport, publication: Publication, language: Language) -> list[str]:
    """Return what was found elsewhere in the same report: copies, and percentages of nobody."""
    copies = [_copy(copy, publication, language) for copy in report.copies]
    return copies + [_percent(percent, publication, language) for percent in report.percents]


def _row(fit: Fit, labels: Mapping[str, str], publication: Publication, language: Language) -> str:
    wave = in_sentence(wave_name(publication, fit.wave, language))
    return language.say("printed.row", item=labels[fit.item], wave=wave)


def _impossible(fit: Fit, publication: Publication, selection: Selection, language: Language) -> str:
    instrument = publication.instruments[selection.instrument]
    row = _row(fit, item_labels(instrument, language), publication, language)
    figures = {"mean": as_printed(fit.mean, language), "sd": as_printed(fit.sd, language)}
    if fit.only_if:
        conventions = [language.say(f"printed.only_if.{each}") for each in fit.only_if]
        either = f" {language.say('printed.only_if.or')} ".join(conventions)
        return language.say("printed.fits_only_if", row=row, conventions=either, **figures)
    why = language.say(f"printed.fault.{fit.fault}", row=row, most=fit.most, **figures)
    if not fit.fits_with_box:
        return why
    boxes = language.listed([in_sentence(name) for name in special_names(instrument, language).values()])
    next_step = instrument.rating_scale.high + 1
    return f"{why} {language.say('printed.with_box', boxes=boxes, next=next_step)}"


def _claim(claim: PrintedClaim, labels: Mapping[str, str], language: Language) -> str:
    report = (
        language.say("printed.report_page", page=claim.page) if claim.page else language.say("printed.report")
    )
    values = {
        "report": report,
        "item": labels[claim.item],
        "kind": language.say(f"printed.kind.{claim.kind}"),
        "shift": _shift(claim.shift, language),
    }
    if claim.left_out is None or claim.left_out_shift is None:
        return language.say("printed.claim_not_moved", **values)
    left_out = {"left_out": labels[claim.left_out], "left_out_shift": _shift(claim.left_out_shift, language)}
    return language.say("printed.claim_left_out", **values, **left_out)


def _shift(printed: str, language: Language) -> str:
    return language.decimal(float(printed), sign=True)


def _range(ranges: Ranges, language: Language) -> list[str]:
    """Say how far θ is open, and what holds whatever was answered."""
    if not ranges:
        return []
    widest = max(interval.theta_most - interval.theta_least for interval in ranges.values())
    above = sum(interval.theta_least > EVEN for interval in ranges.values())
    below = sum(interval.theta_most < EVEN for interval in ranges.values())
    numbers = {"above": above, "below": below, "open": len(ranges) - above - below}
    exact = sum(interval.p_higher is not None for interval in ranges.values())
    return [
        language.say("printed.theta", widest=language.decimal(widest), exact=exact, n=len(ranges)),
        language.say("printed.whatever", **numbers),
    ]


def _copy(copy: PrintedCopy, publication: Publication, language: Language) -> str:
    names = [occasion_name(publication.definition, each, language) for each in copy.occasions]
    return language.say("printed.copy", occasions=language.listed(names), n=copy.figures)


def _percent(figure: PrintedPercent, publication: Publication, language: Language) -> str:
    wave = in_sentence(occasion_name(publication.definition, figure.wave, language))
    where = {"question": language.of(figure.question), "answer": language.of(figure.answer), "wave": wave}
    percent = as_printed(figure.percent, language)
    key = "percent_alone" if figure.n is None else figure.fault
    return language.say(f"printed.{key}", n=figure.n, percent=percent, **where)


def caption(selection: Selection, publication: Publication, language: Language) -> str:
    """Return what the table of rows holds."""
    name = language.of(publication.instruments[selection.instrument].name)
    return language.say("printed.caption", instrument=name)
