"""What columns beside the questions are usually called, in Norwegian, Danish and English."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

USUAL_NAMES = {
    "respondent": (
        *(
            "respondent",
            "respondent id",
            "respondentid",
            "respondent nr",
            "respid",
            "resp id",
            "response id",
            "responseid",
            "id",
            "case id",
        ),
        *(
            "svar id",
            "svarid",
            "submission id",
            "løpenummer",
            "løpenr",
            "løbenr",
            "løbenummer",
            "nøkkel",
            "nøgle",
            "nummer",
            "nr",
        ),
        *("respondentnøgle", "respondentnøkkel", "deltaker", "deltager", "deltakernummer", "deltagernummer"),
        *("participant", "participant id", "kode", "code", "serienummer"),
    ),
    "wave": (
        *("wave", "måling", "målepunkt", "måletidspunkt", "målingstidspunkt", "tidspunkt", "runde", "round"),
        *("bølge", "time point", "timepoint", "measurement", "undersøgelse", "undersøkelse", "fase"),
    ),
    "site": (
        *("site", "sted", "arbeidssted", "arbejdssted", "arbeidsplass", "arbejdsplads", "tilbud", "enhet"),
        *("enhed", "avdeling", "afdeling", "tjeneste", "tjenestested", "bosted", "botilbud", "institusjon"),
        *("institution", "virksomhet", "virksomhed", "workplace", "unit", "service", "team", "department"),
    ),
    "role": (
        *("role", "rolle", "stilling", "stillingsbetegnelse", "stillingskategori", "yrke", "faggruppe"),
        *("personalegruppe", "profession", "profesjon", "jobb", "job", "job title", "occupation", "position"),
    ),
}
LEADERSHIP_NAMES = {
    "leader": ("leader", "leder", "leder id", "lederid", "leder nr", "leader id"),
    "round": (*USUAL_NAMES["wave"], "vurdering", "assessment"),
    "site": (*USUAL_NAMES["site"], "ledergruppe", "lederteam", "ledelsesgruppe", "leadership group"),
    "note": ("note", "notat", "kommentar", "kommentarer", "comment", "merknad", "bemærkning"),
    "agreed": (
        "agreed",
        "enig",
        "enige",
        "enig i visning",
        "enig i visningen",
        "samtykke",
        "samtykker",
        "consent",
    ),
}
_WAVES = {
    "pre": ("før", "before", "pre", "baseline", "førmåling", "start"),
    "post": ("etter", "efter", "after", "post", "ettermåling", "eftermåling"),
}


def usual_waves(asked_as: str) -> tuple[str, ...]:
    """Return what a wave is usually called that was asked before, or after."""
    return _WAVES.get(asked_as, ())


def folded(text: str) -> str:
    """Return a text without case, marks and runs of blanks."""
    composed = unicodedata.normalize("NFC", text).lower()
    return " ".join(re.sub(r"[\W_]+", " ", composed).split())


def likeness(text: str, other: str, least: float) -> float:
    """Return how alike two folded texts are, from 0 to 1; 0 where it is less than the least wanted."""
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def part_like(text: str, name: str, least: float) -> float:
    """Return how alike a name is to the part of a text that is most like it; texts folded."""
    words, length = text.split(), len(name.split())
    windows = [" ".join(words[at : at + length]) for at in range(max(1, len(words) - length + 1))]
    return max((likeness(window, name, least) for window in windows), default=0.0)


def best(scored: Iterable[tuple[float, str]]) -> tuple[float, str | None]:
    """Return the best of (score, id) that stands alone; none where two are equally good or none scores."""
    ordered = sorted(scored, reverse=True)
    if not ordered or ordered[0][0] == 0 or (len(ordered) > 1 and ordered[0][0] == ordered[1][0]):
        return 0.0, None
    return ordered[0]
