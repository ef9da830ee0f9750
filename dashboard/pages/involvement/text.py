"""What a chart of involvement says: all together, whether the sites differ, what changed."""

from collections.abc import Sequence

from dashboard.answers.rows import Side
from dashboard.pages.involvement.answer import SiteTable
from dashboard.pages.involvement.finding_text import places
from dashboard.pages.involvement.funnel import Funnel
from dashboard.report.labels import in_sentence, label_in_sentence
from publication.definitions.programme import Site, StaffNumber
from publication.languages import Language

# More sites than this are counted, not listed, in the name of a row.
_MOST_DESCRIBED = 3


def whole_sentences(
    table: SiteTable, group: str, label: str, wave: str, ends: tuple[str, str], language: Language
) -> list[str]:
    """Say what all together have in the later wave; nothing where it is hidden.

    Args:
        table: The sites.
        group: What the selection is called.
        label: What the score or item is called.
        wave: What the later wave is called.
        ends: The named ends of the scale, with their numbers.
        language: The reader's.
    """
    whole = table.whole.later
    if not whole.shown:
        return []
    numbers = {name: language.decimal(getattr(whole, name)) for name in ("mean", "low", "high")}
    values = {"group": group, "label": label_in_sentence(label, language), "wave": in_sentence(wave)}
    return [language.say("involvement.overall", bottom=ends[0], top=ends[1], **values, **numbers)]


def site_changes(table: SiteTable, waves: tuple[str, str], language: Language) -> list[str]:
    """Say which sites moved from one wave to another, or that none surely did."""
    when = {"from": in_sentence(waves[0]), "to": in_sentence(waves[1])}
    moved = {claim: [row for row in table.rows if row.change.claim == claim] for claim in ("up", "down")}
    sentences = [
        language.say(f"involvement.changed_{claim}", items=places(rows, language), **when)
        for claim, rows in moved.items()
        if rows
    ]
    return sentences or [language.say("involvement.changed_none", **when)]


def _hidden(sides: Sequence[Side], wave: str, language: Language) -> list[str]:
    """Say why nothing of a wave is shown, where nothing is."""
    if any(side.shown for side in sides):
        return []
    if all(side.status == "not_asked" for side in sides):
        return [language.say("involvement.not_asked_then", wave=wave)]
    return [language.say("involvement.withheld_then", wave=wave, withheld=language.say("card.withheld"))]


def hidden_sentences(table: SiteTable, waves: tuple[str, str], language: Language) -> list[str]:
    """Say why a wave is not shown, where it is not; waves are one or two."""
    hidden = _hidden([row.later for row in table.rows], waves[1], language)
    if waves[0] == waves[1]:
        return hidden
    return hidden + _hidden([row.earlier for row in table.rows], waves[0], language)


def funnel_sentences(funnel: Funnel, language: Language) -> list[str]:
    """Say which sites lie outside what chance alone gives."""
    beyond = [row for row in funnel.rows if funnel.beyond(row)]
    if not beyond:
        return [language.say("involvement.beyond_none")]
    return [language.say("involvement.beyond", items=places(beyond, language))]


def _newest(staff: StaffNumber) -> int:
    """Return how many work at a site: the newest number where there are several, each from a day on."""
    return staff if isinstance(staff, int) else staff[-1].number


def kind_of_place(sites: Sequence[Site], language: Language) -> str:
    """Return what kind of place a row is: 'Residential', or of how many sites."""
    types = dict.fromkeys(language.say(f"involvement.type.{site.type}") for site in sites if site.type)
    many = len(sites) > _MOST_DESCRIBED
    named_types = ", ".join([*list(types)[:1], *map(in_sentence, list(types)[1:])])
    return language.say("involvement.several", n=len(sites)) if many else named_types


def context_of(sites: Sequence[Site], language: Language) -> str:
    """Return what kind of place a row is and how many work there: 'Residential · 78 staff'."""
    staff = [_newest(site.staff) for site in sites if site.staff is not None]
    known = bool(staff) and len(staff) == len(sites)
    size = [language.say("involvement.staff", n=language.whole(sum(staff)))] if known else []
    return " · ".join(part for part in [kind_of_place(sites, language), *size] if part)
