"""What stands with the perspectives: whose each is, on which scale, and the questions behind it."""

from collections.abc import Iterator, Mapping, Sequence

from dashboard.answers.rows import Side
from dashboard.pages.principles.perspectives import Perspective
from dashboard.report.labels import in_sentence, item_labels, scale_ends, wave_name
from dashboard.report.offered import EVERYONE, PRINCIPLES
from dashboard.report.people import EARLIER, LATER
from publication.definitions.instrument import Instrument
from publication.ids import CITIZENS
from publication.languages import Language
from publication.reading import Publication

LEADERS_MARK, MARKS = EARLIER, {"staff": LATER, "citizens": "◆ "}


def headers(perspectives: Sequence[Perspective], publication: Publication, language: Language) -> list[str]:
    """Return every perspective's mark, name and scale, the leaders' first: '◆ Service users (1-4)'."""
    others = ((MARKS[one.population], one.population, one.instrument) for one in perspectives)
    return [
        mark.strip() + "\u00a0" + _on_its_scale(who, publication.instruments[instrument], language)
        for mark, who, instrument in ((LEADERS_MARK, "leaders", PRINCIPLES), *others)
    ]


def in_words(
    leaders: str,
    others: Mapping[str, str],
    perspectives: Sequence[Perspective],
    publication: Publication,
    language: Language,
) -> str:
    """Return the numbers of a principle as a picture of them is read aloud; what is not shown is left out."""
    named = zip(headers(perspectives, publication, language), (leaders, *others.values()), strict=True)
    return "; ".join(f"{header}: {number}" for header, number in named if number)


def _on_its_scale(who: str, instrument: Instrument, language: Language) -> str:
    low, high = instrument.rating_scale.low, instrument.rating_scale.high
    name = language.say(f"people.{who}")
    return language.say("perspectives.on_scale", who=name, low=str(low), high=str(high))


def whose(perspective: Perspective, publication: Publication, language: Language) -> str:
    """Return whose it is, from when, and how many they are: '◆ Service users at Brygga, … · n 42'."""
    is_group = perspective.group is not None and perspective.group.id != EVERYONE
    group = (
        language.of(perspective.group.label)
        if perspective.group and is_group
        else language.say(f"people.{perspective.population}")
    )
    wave = in_sentence(wave_name(publication, perspective.wave, language))
    people = (
        [language.say("perspectives.people", n=language.whole(perspective.members))]
        if perspective.members
        else []
    )
    return MARKS[perspective.population] + " · ".join([f"{group}, {wave}", *people])


def scale_words(perspectives: Sequence[Perspective], publication: Publication, language: Language) -> str:
    """Say what each mark is measured on, and that none is subtracted from another."""
    scales = []
    for who, instrument in [
        ("leaders", PRINCIPLES),
        *((each.population, each.instrument) for each in perspectives),
    ]:
        scale = publication.instruments[instrument].rating_scale
        low, high = scale_ends(publication.instruments[instrument], language)
        ends = {"low": f"{scale.low} ({low})", "high": f"{scale.high} ({high})"}
        scales.append(language.say(f"perspectives.scale.{who}", **ends))
    return language.say("perspectives.scales", scales="; ".join(scales))


def not_asked(perspectives: Sequence[Perspective], language: Language) -> list[str]:
    """Say that citizens have not been asked, where they have not."""
    heard = any(perspective.population == CITIZENS for perspective in perspectives)
    return [] if heard else [language.say("perspectives.no_citizens")]


def questions(
    principle: str, perspectives: Sequence[Perspective], publication: Publication, language: Language
) -> list[str]:
    """Return each question that belongs to a principle, with its mean; that one has none, where so."""
    return [
        line for perspective in perspectives for line in _lines(perspective, principle, publication, language)
    ]


def _lines(
    perspective: Perspective, principle: str, publication: Publication, language: Language
) -> Iterator[str]:
    labels = item_labels(publication.instruments[perspective.instrument], language)
    who = language.say(f"people.{perspective.population}")
    told = [_line(labels[item], side, language) for item, side in perspective.items.get(principle, ())]
    yield from (f"{who} · {line}" for line in told or [language.say("perspectives.no_items")])


def _line(label: str, side: Side, language: Language) -> str:
    if not side.shown:
        missing = "card.not_asked" if side.status == "not_asked" else "card.withheld"
        return language.say("site.line", group=label, reading=language.say(missing))
    numbers = {"mean": language.decimal(side.mean, 1), "n": language.whole(side.n)}
    return language.say("perspectives.item", label=label, **numbers)


def numbers(principle: str, perspectives: Sequence[Perspective], language: Language) -> Mapping[str, str]:
    """Return population → its mean on a principle; '' where it is not shown."""
    return {
        perspective.population: language.decimal(perspective.mean(principle), 1)
        for perspective in perspectives
    }
