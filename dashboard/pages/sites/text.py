"""What the list of sites says: at which involvement has changed, and how many sites there are."""

from collections.abc import Collection

from dashboard.answers.rows import Claim
from dashboard.pages.involvement.answer import SiteRow, SiteTable
from dashboard.pages.involvement.finding_text import finding_of_sites, outside, places, site_alone
from dashboard.report.labels import in_sentence
from publication.definitions.programme import Municipality
from publication.languages import Language


def _moved(tables: Collection[SiteTable], claim: Claim) -> list[SiteRow]:
    return [row for table in tables for row in table.rows if row.change.claim == claim]


def finding(tables: Collection[SiteTable], two_waves: bool, language: Language) -> str:
    """Say at which sites involvement is clearly higher and lower, and which lie outside.

    Who lies outside is said where all sites are compared in one job: among others it may be otherwise.
    """
    if not any(row.later.shown for table in tables for row in table.rows):
        return language.say("title.sites")
    if not two_waves:
        return _of_one_wave(tables, language)
    first = next(iter(tables))
    if len(tables) == 1 and first.is_one_site:
        return site_alone(first.rows[0], places(first.rows, language), language)
    apart = [words for table in tables if len(tables) == 1 and (words := outside(table, language))]
    up, down = (_moved(tables, claim) for claim in ("up", "down"))
    kind = "both" if up and down else "up" if up else "down" if down else "none"
    moved = language.say(f"sites.{kind}", up=places(up, language), down=places(down, language))
    if up or down or not apart:
        return "; ".join([moved, *apart])
    return "; ".join([*apart, in_sentence(moved)])


def _of_one_wave(tables: Collection[SiteTable], language: Language) -> str:
    if len(tables) > 1:
        return language.say("title.sites")
    return finding_of_sites(next(iter(tables)), language).removesuffix(".")


def lead(
    municipalities: Collection[Municipality],
    tables: Collection[SiteTable],
    waves: tuple[str, str],
    two_waves: bool,
    language: Language,
) -> str:
    """Say how many sites and municipalities there are, between which waves, and which are tested together."""
    sites = sum(len(municipality.sites) for municipality in municipalities)
    every = language.counted("sites.in", len(municipalities), sites=language.counted("sites.sites", sites))
    when = {"from": in_sentence(waves[0]), "to": in_sentence(waves[1])}
    between = "between" if any(len(table.rows) > 1 for table in tables) else "between_alone"
    return f"{every} {language.say(f'sites.{between}', **when)}" if two_waves else every
