"""What is new, and what has changed, in a few words."""

from typing import NamedTuple

from dashboard.pages.change.finding import change_finding
from dashboard.pages.data.answer import Difference
from dashboard.pages.data.text import difference_sentences
from dashboard.pages.indicators.cell_text import unit_words, value_words
from dashboard.pages.involvement.answer import compared_label
from dashboard.pages.involvement.finding_text import places
from dashboard.pages.management.site_chart import SiteFigure
from dashboard.pages.management.text import MARKS, signal_line
from dashboard.pages.overview.answer import Change, FigureMoved, MovedMonths, QuestionsMoved, SiteMoved
from dashboard.report.labels import in_sentence, item_labels, wave_name
from dashboard.report.naming import named
from publication.definitions.instrument import Population
from publication.ids import CITIZENS
from publication.languages import Language
from publication.reading import Publication

UP_DOWN = {"up": "▲", "down": "▼", "both": "◇"}


class ChangeWords(NamedTuple):
    """A change in words.

    Attributes:
        kind: What the mark means: 'up', 'down', 'both', or what it means for the service.
        mark: Which way, as a sign.
        what: What has changed.
        place: Where.
        told: Which way, and since when or how much.
        number: The numbers, or the newest.
        short: Which way, in a word or two.
    """

    kind: str
    mark: str
    what: str
    place: str
    told: str
    number: str
    short: str


def change_words(change: Change, language: Language) -> ChangeWords:
    """Return a change in words."""
    if isinstance(change, QuestionsMoved):
        return _questions(change, language)
    return _site(change, language) if isinstance(change, SiteMoved) else _figure(change, language)


def _questions(moved: QuestionsMoved, language: Language) -> ChangeWords:
    ways = {*moved.claims, moved.score} - {"none"}
    kind = "both" if len(ways) == 2 else ways.pop()
    labels = item_labels(moved.instrument, language)
    told = [change_finding(moved.rows, labels, "items", 0, language)] if {*moved.claims} - {"none"} else []
    told += [language.say(f"overview.score_{moved.score}")] if moved.score != "none" else []
    short = language.say(f"overview.way.{kind}")
    score = moved.overall if moved.score != "none" else None
    means = _means(score.earlier.mean, score.later.mean, language) if score else ""
    everyone = language.say(f"people.{moved.instrument.population}_all")
    what, who = language.of(moved.instrument.name), language.of(moved.who.label) if moved.who else everyone
    return ChangeWords(kind, UP_DOWN[kind], what, who, ". ".join(told), means, short)


def _means(earlier: float, later: float, language: Language) -> str:
    return language.say("site.two_times", earlier=language.decimal(earlier), later=language.decimal(later))


def _site(moved: SiteMoved, language: Language) -> ChangeWords:
    claim = moved.row.change.claim
    place = language.of(moved.who.label) if moved.who else places([moved.row], language)
    told = language.say(f"table.{claim}")
    means = _means(moved.row.earlier.mean, moved.row.later.mean, language)
    what = compared_label(moved.instrument, moved.item, language)
    return ChangeWords(claim, UP_DOWN[claim], what, place, told, means, told)


def _figure(moved: FigureMoved, language: Language) -> ChangeWords:
    table, chart = moved
    figure = SiteFigure(table.indicator, table.months, chart)
    told = signal_line(table.indicator, table.months, chart, language)
    number = f"{value_words(figure, language)} {unit_words(figure, language)}"
    short = language.say(f"indicators.state.{chart.meaning}")
    what = language.of(table.indicator.name)
    return ChangeWords(chart.meaning, MARKS[chart.meaning], what, chart.name, told, number, short)


def strip_words(moved: QuestionsMoved, language: Language) -> str:
    """Return what a strip of questions shows."""
    numbers = {claim: moved.claims.count(claim) for claim in ("up", "down")}
    return language.say("overview.strip", questions=len(moved.rows), **numbers)


def wave_lines(publication: Publication, language: Language) -> list[str]:
    """Return each round with its date and how many answered, where that is known."""
    lines = []
    for wave in publication.waves:
        named = {"wave": wave_name(publication, wave.id, language), "date": language.date(wave.date)}
        if publication.within is not None:
            lines.append("{wave} ({date})".format(**named))
        elif wave.members is None:
            lines.append(language.say("overview.wave_printed", **named))
        else:
            key = "wave_line_citizens" if wave.population == CITIZENS else "wave_line"
            lines.append(language.say(f"overview.{key}", members=language.whole(wave.members), **named))
    return lines


def response_line(publication: Publication, language: Language) -> list[str]:
    """Say how many of those invited answered, round by round and by whom; nothing where it is not known."""
    rounds = {whose: _response_rounds(publication, whose, language) for whose in publication.populations}
    return [
        language.say(f"overview.response_{whose}", rounds=", ".join(told))
        for whose, told in rounds.items()
        if told
    ]


def _response_rounds(publication: Publication, population: Population, language: Language) -> list[str]:
    invited = {wave.id: wave.invited for wave in publication.definition.waves}
    return [
        language.say(
            "overview.response_round",
            wave=in_sentence(language.of(wave.name)),
            percent=language.per_cent(wave.members / asked),
        )
        for wave in publication.waves_of(population)
        if wave.members and (asked := invited.get(wave.id)) and wave.members <= asked
    ]


def news_sentences(change: Difference | None, language: Language) -> list[str]:
    """Say what changed since the publication before."""
    if change is None:
        return [language.say("overview.news_first")]
    if change.nothing:
        before = {"number": change.before.number, "date": language.date(change.before.published_on)}
        return [language.say("overview.news_same", **before)]
    return difference_sentences(change, language)


def months_answer(moved: MovedMonths, language: Language) -> str:
    """Say in one sentence how many charts of months stand out from chance, and which."""
    if not moved.judged:
        return language.say("management.unjudged_all")
    names = [f"{language.of(table.indicator.name)} ({chart.name})" for table, chart in moved.news]
    charts = language.whole(moved.judged)
    if not names:
        return language.say("overview.months_none", charts=charts)
    return language.counted("overview.months", len(names), charts=charts, items=named(names, language))


def chance_line(moved: MovedMonths, language: Language) -> list[str]:
    """Say how many charts of months have a signal, and how many that would be by chance; nothing for none."""
    if not moved.signals:
        return []
    numbers = {"charts": language.whole(moved.judged), "n": language.whole(moved.signals)}
    return [language.say("overview.signals_chance", **numbers)]
