"""What things are called on a page, in the reader's language: items, waves, scale ends, special answers."""

import datetime as dt
import re

from dashboard.report.offered import EVERYONE
from dashboard.report.selection import Selection
from publication.definitions.instrument import Instrument
from publication.definitions.programme import Programme, Session
from publication.ids import CITIZENS, OVERALL, subscale_name
from publication.languages import Language
from publication.reading import Publication

REVERSED = "↺"
# The months that a file of management information spans.
_MONTHS = re.compile(r"\d{4}-\d{2}/\d{4}-\d{2}")


def item_labels(instrument: Instrument, language: Language) -> dict[str, str]:
    """Return item → label, the overall score included; an item turned round is marked."""
    labels = {OVERALL: language.say("change.overall")}
    for item in instrument.items:
        mark = f"{REVERSED} " if item.reverse else ""
        labels[item.id] = mark + language.of(item.label)
    return labels


def factor_labels(instrument: Instrument, language: Language) -> dict[str, str]:
    """Return score over a factor's items → what the factor is called."""
    return {subscale_name(subscale.id): language.of(subscale.name) for subscale in instrument.subscales}


def scale_ends(instrument: Instrument, language: Language) -> tuple[str, str]:
    """Return what the lowest and the highest answer are called."""
    scale = instrument.rating_scale
    return language.of(scale.low_label), language.of(scale.high_label)


def special_names(instrument: Instrument, language: Language) -> dict[str, str]:
    """Return special answer → name, for those the instrument has."""
    return {special: language.say(f"special.{special}") for special in instrument.special}


def wave_name(publication: Publication, wave: str, language: Language) -> str:
    """Return what a wave is called."""
    return language.of(publication.wave(wave).name)


def wave_names(publication: Publication, selection: Selection, language: Language) -> tuple[str, str]:
    """Return what the selection's two waves are called; '' and '' where there is no wave at all."""
    if not publication.waves:
        return "", ""
    earlier, later = selection.waves
    return wave_name(publication, earlier, language), wave_name(publication, later, language)


def occasion_name(programme: Programme, occasion: str, language: Language) -> str:
    """Return what a wave or a session is called, the date of a round, or months; all else goes by its id.

    Of a wave of citizens it is said that it is theirs.
    """
    for wave in programme.waves:
        if wave.id == occasion:
            name = language.of(wave.name) or occasion
            whose = in_sentence(language.say(f"people.{wave.population}"))
            return f"{name} ({whose})" if wave.population == CITIZENS else name
    for assessment in programme.rounds:
        if assessment.id == occasion:
            return unbroken(language.date(assessment.date))
    for session in programme.sessions:
        if session.id == occasion:
            return _session_name(programme, session, language)
    return _months(occasion, language) if _MONTHS.fullmatch(occasion) else occasion


def _months(span: str, language: Language) -> str:
    first, last = (language.month(dt.date.fromisoformat(f"{month}-01")) for month in span.split("/"))
    return language.say("data.months", start=first, end=last)


def _session_name(programme: Programme, session: Session, language: Language) -> str:
    kinds = {kind.id: kind.name for kind in programme.session_kinds}
    return unbroken(f"{language.of(kinds[session.kind])} {session.number}")


def unbroken(date: str) -> str:
    """Return a date that stays on one line."""
    return date.replace(" ", "\u00a0")


def in_sentence(name: str) -> str:
    """Return a name as it stands within a sentence: its first letter small."""
    return name[:1].lower() + name[1:]


def label_in_sentence(label: str, language: Language) -> str:
    """Return a question's label as it stands within a sentence: 'visible leadership', but 'I have a say'."""
    return label if label.split(" ")[0] in language.described.capitals else in_sentence(label)


def everyone_asked(publication: Publication, selection: Selection, language: Language) -> str:
    """Return what all the people of a selection's waves are called."""
    return language.say(f"people.{publication.population_in(selection.from_wave)}_all")


def group_name(
    publication: Publication, selection: Selection, language: Language, group: str | None = None
) -> str:
    """Return what a selection of groups is called; an unknown one by the sentence for what is withheld."""
    option = publication.option(selection.from_wave, selection.to_wave, group or selection.group)
    if option is not None:
        return language.of(option.label)
    return language.say("card.withheld_here") if (group or selection.group) != EVERYONE else ""
