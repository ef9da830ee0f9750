"""What stands with the voices: whose each is, on which scale, and the questions behind it."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.answers.rows import Side
from dashboard.pages.principles.voices import Voice
from dashboard.report.labels import in_sentence, item_labels, scale_ends, wave_name
from dashboard.report.offered import EVERYONE, PRINCIPLES
from dashboard.report.people import EARLIER, LATER
from publication.ids import CITIZENS
from publication.languages import Language
from publication.reading import Publication

LEADERS_MARK, MARKS = EARLIER, {"staff": LATER, "citizens": "◆ "}


def headers(voices: Sequence[Voice], language: Language) -> list[str]:
    """Return the mark and the name of every voice, the leaders' first."""
    others = (MARKS[voice.population] + language.say(f"people.{voice.population}") for voice in voices)
    return [LEADERS_MARK + language.say("people.leaders"), *others]


def whose(voice: Voice, publication: Publication, language: Language) -> str:
    """Return whose a voice is, from when, and how many they are: '◆ Service users at Brygga, … · n 42'."""
    is_group = voice.group is not None and voice.group.id != EVERYONE
    group = (
        language.of(voice.group.label)
        if voice.group and is_group
        else language.say(f"people.{voice.population}")
    )
    wave = in_sentence(wave_name(publication, voice.wave, language))
    people = [language.say("voices.people", n=language.whole(voice.members))] if voice.members else []
    return MARKS[voice.population] + " · ".join([f"{group}, {wave}", *people])


def scale_words(voices: Sequence[Voice], publication: Publication, language: Language) -> str:
    """Say what each mark is measured on, and that none is subtracted from another."""
    scales = []
    for who, instrument in [
        ("leaders", PRINCIPLES),
        *((each.population, each.instrument) for each in voices),
    ]:
        scale = publication.instruments[instrument].rating_scale
        low, high = scale_ends(publication.instruments[instrument], language)
        ends = {"low": f"{scale.low} ({low})", "high": f"{scale.high} ({high})"}
        scales.append(language.say(f"voices.scale.{who}", **ends))
    return language.say("voices.scales", scales="; ".join(scales))


def not_asked(voices: Sequence[Voice], language: Language) -> list[str]:
    """Say that citizens have not been asked, where they have not."""
    heard = any(voice.population == CITIZENS for voice in voices)
    return [] if heard else [language.say("voices.no_citizens")]


def questions(
    principle: str, voices: Sequence[Voice], publication: Publication, language: Language
) -> list[str]:
    """Return each question that belongs to a principle, with its mean; that a voice has none, where so."""
    return [line for voice in voices for line in _lines(voice, principle, publication, language)]


def _lines(voice: Voice, principle: str, publication: Publication, language: Language) -> Iterator[str]:
    labels = item_labels(publication.instruments[voice.instrument], language)
    who = language.say(f"people.{voice.population}")
    told = [_line(labels[item], side, language) for item, side in voice.items.get(principle, ())]
    yield from (f"{who} · {line}" for line in told or [language.say("voices.no_items")])


def _line(label: str, side: Side, language: Language) -> str:
    if not side.shown:
        missing = "card.not_asked" if side.status == "not_asked" else "card.withheld"
        return language.say("site.line", group=label, reading=language.say(missing))
    numbers = {"mean": language.decimal(side.mean, 1), "n": language.whole(side.n)}
    return language.say("voices.item", label=label, **numbers)


def numbers(principle: str, voices: Sequence[Voice], language: Language) -> Mapping[str, str]:
    """Return population → its mean on a principle; '' where it is not shown."""
    return {voice.population: language.decimal(voice.mean(principle), 1) for voice in voices}
