"""What a chart of change found, as a heading, and the whole in a line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from dashboard.answers.change import ChangeRow
from dashboard.report.labels import in_sentence, label_in_sentence
from publication.languages import Language


def change_finding(
    rows: Sequence[ChangeRow],
    labels: Mapping[str, str],
    what: Literal["items", "factors"],
    both_ways: int,
    language: Language,
) -> str:
    """Return how many of some rows are higher and lower; how many moved both ways between, or which most."""
    shown = [row for row in rows if row.status == "shown"]
    claims = Counter(row.change.claim for row in shown)
    up, down = claims["up"], claims["down"]
    about = {"of": len(shown), "things": language.say(f"change.things.{what}")}
    if up or down:
        key = "both" if up and down else "up" if up else "down"
        found = language.counted(f"change.finding.{key}", up or down, **about, down=down)
    else:
        found = language.say("change.finding.none", **about)
    if both_ways:
        return f"{found} {language.counted('change.finding.both_ways', both_ways)}"
    return f"{found} {_most(shown, labels, language)}" if up or down else found


def _most(rows: Sequence[ChangeRow], labels: Mapping[str, str], language: Language) -> str:
    most = max((row for row in rows if row.change.claim != "none"), key=_size)
    shift = language.decimal(most.change.difference, sign=True)
    return language.say(
        "change.finding.most", label=label_in_sentence(labels[most.item], language), shift=shift
    )


def _size(row: ChangeRow) -> float:
    return abs(row.change.difference)


def whole_line(score: ChangeRow, label: str, waves: Sequence[str], language: Language) -> str:
    """Return the whole of two waves in one line: both means, and whether they differ clearly."""
    means = {"mean_from": language.decimal(score.earlier.mean), "mean_to": language.decimal(score.later.mean)}
    when = {"from": in_sentence(waves[0]), "to": in_sentence(waves[1])}
    claim = language.say(f"change.claim.{score.change.claim}")
    return language.say("change.whole", label=label, claim=claim, **means, **when)
