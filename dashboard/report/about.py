"""What one must know to use a table alone: what was chosen, what it rests on, what protects who answered."""

from collections.abc import Mapping

from dashboard.report.labels import everyone_asked, group_name, wave_name
from dashboard.report.offered import EVERYONE
from dashboard.report.part_seen import part_words
from dashboard.report.selection import Selection
from dashboard.report.sheet import Sheet
from publication.definitions.instrument import Population
from publication.languages import Language
from publication.reading import Publication

# What is said by the key of its heading.
Lines = Mapping[str, str]


def chosen_waves(publication: Publication, selection: Selection, language: Language) -> str:
    """Return the two waves with their dates."""
    return "; ".join(
        f"{wave_name(publication, wave, language)} ({language.date(publication.wave(wave).date)})"
        for wave in dict.fromkeys(selection.waves)
    )


def chosen_instrument(publication: Publication, instrument: str, language: Language) -> str:
    """Return what an instrument is called."""
    return language.of(publication.instruments[instrument].name)


def chosen_answers(publication: Publication, selection: Selection, language: Language) -> Lines:
    """Return questionnaire, waves and group."""
    everyone = everyone_asked(publication, selection, language)
    name = group_name(publication, selection, language)
    return {
        "workbook.instrument": chosen_instrument(publication, selection.instrument, language),
        "workbook.waves": chosen_waves(publication, selection, language),
        "workbook.group": everyone if selection.group == EVERYONE else name,
    }


def files_behind(publication: Publication, rests_on: str, asked: Population) -> str:
    """Return the files of a kind; of questionnaires those alone that the people asked have answered."""
    others = {wave.id for wave in publication.waves if wave.population != asked}
    of_kind = (file for file in publication.files if file.kind == rests_on)
    behind = (file.name for file in of_kind if file.kind != "questionnaire" or file.wave not in others)
    return ", ".join(dict.fromkeys(behind))


def about_sheet(
    chosen: Lines, rests_on: str, publication: Publication, asked: Population, language: Language
) -> Sheet:
    """Return what a file shows, which kind of files it rests on, and what protects who answered.

    Management figures are nobody's answers, and the sheet says so.
    """
    say = language.say
    files, part = files_behind(publication, rests_on, asked), part_words(publication, language)
    service, kept = say("management.service"), say("workbook.kept", k=publication.definition.k)
    rows = [
        (say("workbook.programme"), language.of(publication.name)),
        *((say(name), text) for name, text in chosen.items()),
        (say("workbook.publication"), str(publication.number)),
        (say("workbook.published_on"), publication.published_on.isoformat()),
        (say("workbook.part"), part) if part else (say("workbook.files"), files),
        (say("workbook.privacy"), service if rests_on == "management" else kept),
    ]
    return Sheet(say("workbook.about"), ("Rejsespor", ""), rows, (None, None), filtered=False)
