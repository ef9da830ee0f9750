"""The invented programme's sessions: who came, what they marked on lines from 0 to 10, and a comment or none.

A mark is a hidden value read off with one decimal and held within the line. The hidden value is the line's
level, what the session adds, a tendency the participant shows through the whole form, and noise; so the mean
of every line at every session can be worked out.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np

ATTENDED = {
    "opening-1": 25,
    "theme_day-1": 23,
    "experience_sharing-1": 16,
    "theme_day-2": 22,
    "experience_sharing-2": 14,
    "theme_day-3": 24,
    "experience_sharing-3": 12,
    "theme_day-4": 21,
}
LEVELS = {
    "kor_expectation": (7.4, 6.8, 7.8, 6.5),
    "kor_benefit": (5.6, 6.2, 5.4, 6.0),
    "kor_rating": (8.4, 7.4, 7.6, 7.8),
}
TENDENCY, NOISE = 0.8, 0.9
# Benefit rises from session to session; at one session nearly everyone rates at the end of the line.
BENEFIT_PER_SESSION = 0.3
AT_THE_CEILING = {"experience_sharing-2": 3.0}
BLANK_RATE = 0.02
COMMENTS = (
    "Godt å høre hva andre har prøvd",
    "Litt for mye på én dag",
    "Vil gjerne ha mer tid til øvelsene",
    "Fint at brukerne fortalte selv",
)
COMMENT_RATE = 0.25


def shift(session: str, instrument: str) -> float:
    """Return what a session adds to the level of an instrument's lines."""
    if instrument == "kor_benefit":
        return round(BENEFIT_PER_SESSION * list(ATTENDED).index(session), 1)
    return AT_THE_CEILING.get(session, 0.0) if instrument == "kor_rating" else 0.0


def mean_mark(centre: float) -> float:
    """Return the mean of marks around a hidden centre, read off with one decimal and held from 0 to 10."""
    below = NormalDist(centre, float(np.hypot(TENDENCY, NOISE))).cdf
    return sum(1 - below((tenth - 0.5) / 10) for tenth in range(1, 101)) / 10


def session_effects() -> Iterator[dict[str, str | float]]:
    """Yield the true mean of each line that a session moves, and of benefit at every session."""
    for session in ATTENDED:
        for instrument, levels in LEVELS.items():
            if instrument == "kor_benefit" or shift(session, instrument):
                means = [mean_mark(level + shift(session, instrument)) for level in levels]
                yield {
                    "session": session,
                    "instrument": instrument,
                    "latent_shift": shift(session, instrument),
                    "mean": round(sum(means) / len(means), 4),
                }


def _marks(rng: np.random.Generator, session: str) -> list[list[str]]:
    """Draw a row of marks per participant, with a decimal comma; a few lines stay empty."""
    centres = np.array([level + shift(session, one) for one, levels in LEVELS.items() for level in levels])
    tendency = TENDENCY * rng.standard_normal((ATTENDED[session], 1))
    value = centres + tendency + NOISE * rng.standard_normal((ATTENDED[session], len(centres)))
    tenths = np.clip(np.rint(10 * value), 0, 100)
    blank = rng.random(tenths.shape) < BLANK_RATE
    return [
        ["" if empty else f"{tenth / 10:g}".replace(".", ",") for tenth, empty in zip(*row, strict=True)]
        for row in zip(tenths.tolist(), blank.tolist(), strict=True)
    ]


def _comments(rng: np.random.Generator, number: int) -> list[str]:
    which = rng.random(number) / COMMENT_RATE * len(COMMENTS)
    return [COMMENTS[int(at)] if at < len(COMMENTS) else "" for at in which]


def _header(form: Mapping[str, Any]) -> list[str]:
    columns = form["columns"]
    lines = [column for items in form["answers"].values() for column in items.values()]
    return [
        *(columns[one] for one in ("respondent", "kind", "number", "date", "topic")),
        *lines,
        columns["comment"],
    ]


def session_table(
    rng: np.random.Generator, programme: Mapping[str, Any], form: Mapping[str, Any]
) -> list[list[str]]:
    """Draw all sessions as one file: a header, then a row per participant; ids are new at each session."""
    kinds = {one["id"]: one["name"]["nb"] for one in programme["session_kinds"]}
    rows = [_header(form)]
    for one in programme["sessions"]:
        number = ATTENDED[f"{one['kind']}-{one['number']}"]
        said = _said_of(one, kinds)
        ids = sorted(int(each) for each in rng.permutation(900)[:number] + 100)
        marks, comments = _marks(rng, f"{one['kind']}-{one['number']}"), _comments(rng, number)
        rows += [
            [str(each), *said, *marked, comment]
            for each, marked, comment in zip(ids, marks, comments, strict=True)
        ]
    return rows


def _said_of(session: Mapping[str, Any], kinds: Mapping[str, str]) -> Sequence[str]:
    """Return kind, number, date and topic as the form writes them."""
    day: dt.date = session["date"]
    return kinds[session["kind"]], str(session["number"]), day.strftime("%d.%m.%Y"), session["topic"]["nb"]
