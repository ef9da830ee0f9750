"""What involvement found, in one sentence: which sites lie outside, which questions stand out."""

from collections.abc import Sequence

from dashboard.answers.change import ChangeRow
from dashboard.pages.involvement.answer import SiteRow, SiteTable
from dashboard.pages.involvement.items import ItemTable
from dashboard.report.naming import named
from dashboard.report.people import apart
from publication.languages import Language

# From which share of the visible difference on it is called so.
_NOISE = (
    (1.0, "all"),
    (0.9, "almost_all"),
    (0.65, "most"),
    (0.35, "half"),
    (0.1, "some"),
    (0.0, "hardly_any"),
)


def places(rows: Sequence[SiteRow], language: Language) -> str:
    """Name sites; those that stand in one row are one thing, not several."""
    names = [language.of(row.place) for row in rows]
    if all(row.sites == 1 for row in rows):
        return named(names, language)
    told = [
        name if row.sites == 1 else language.say("involvement.together", place=name)
        for name, row in zip(names, rows, strict=True)
    ]
    return apart(told, language)


def outside(table: SiteTable, language: Language) -> str:
    """Say which sites lie below and above all the others; nothing where none does."""
    below, above = table.below, table.above
    if not below and not above:
        return ""
    who = {"below": places(below, language), "above": places(above, language)}
    if sum(row.later.shown for row in table.rows) == 2:
        return language.say("involvement.finding.two", **who)
    kind = "both" if below and above else "below" if below else "above"
    return language.counted(f"involvement.finding.{kind}", len(below or above), **who)


def site_alone(row: SiteRow, name: str, language: Language) -> str:
    """Say whether a site that stands beside no other has changed; the fixed sentence where it is hidden."""
    if not (row.earlier.shown and row.later.shown):
        return language.say("card.withheld")
    return language.say("site.line", group=name, reading=language.say(f"table.{row.change.claim}"))


def finding_of_sites(table: SiteTable, language: Language) -> str:
    """Say which sites lie below and above all the others, or that none can be told apart."""
    found = outside(table, language)
    if table.test.p_value != table.test.p_value:
        return language.say("involvement.too_few_sites")
    if not found:
        return language.say("involvement.finding.unnamed" if table.differ else "involvement.finding.none")
    shown = sum(row.later.shown for row in table.rows)
    rest = shown > max(2, len(table.below) + len(table.above))
    return language.say("involvement.finding.rest", found=found) if rest else found


def noise_of(table: SiteTable, language: Language) -> list[str]:
    """Say how much of the visible difference is chance; nothing where sites are too few to tell.

    Who sees a line beside the band and is told that its site does not stand out is told why instead.
    """
    if not table.pulls or table.test.p_value != table.test.p_value:
        return []
    if beside := table.beside_the_band:
        shown = sum(row.later.shown for row in table.rows)
        who = {"who": places(beside, language), "sites": language.whole(shown)}
        return [language.counted("involvement.beside", len(beside), **who)]
    noise = table.pooled.heterogeneity.noise
    return [language.say(f"involvement.noise.{next(name for share, name in _NOISE if noise >= share)}")]


def lead_of(table: SiteTable, language: Language) -> list[str]:
    """Say the mean of all together with its interval, or of one site alone; nothing where it is hidden."""
    whole = table.whole.later
    if not whole.shown:
        return []
    numbers = {name: language.decimal(getattr(whole, name)) for name in ("mean", "low", "high")}
    return [language.say(f"involvement.{'lead_alone' if table.is_one_site else 'lead'}", **numbers)]


def finding_of_items(table: ItemTable, language: Language) -> str:
    """Say which question is rated highest and which lowest, all together; ties are named together."""
    say, means = language.say, [row.later.mean for _, row in table.questions]
    if not means:
        return say("card.withheld")
    ends = {"low": language.decimal(min(means)), "high": language.decimal(max(means))}
    if ends["low"] == ends["high"]:
        return say("involvement.finding.items_alike", mean=ends["high"])
    who = {
        "highest": _with_mean(table.questions, ends["high"], language),
        "lowest": _with_mean(table.questions, ends["low"], language),
    }
    return say("involvement.finding.items", **who, **ends)


def _with_mean(questions: Sequence[tuple[str, ChangeRow]], mean: str, language: Language) -> str:
    """Name the questions whose mean is written so."""
    found = [label for label, row in questions if language.decimal(row.later.mean) == mean]
    return named([language.say("list.quoted", name=label) for label in found], language)
