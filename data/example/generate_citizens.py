"""The invented programme's citizens: who answered the paper form in two rounds, and what.

An answer is a hidden value cut into steps, as staff's is: the question's level, what the site adds, what the
round adds, a tendency the person shows through the whole form, and noise. So the true size of every change
can be worked out. The rounds are drawn independently of each other, and of staff.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

# How many are asked at each site, and the share that answers: at home more than on a visit.
ASKED = {
    "solsiden": (58, 0.62), "brygga": (74, 0.46), "oppfolging": (66, 0.38), "ronningen": (26, 0.60),
    "maaken": (14, 0.40), "elvebredden": (52, 0.64), "kvernhuset": (40, 0.50), "ambulant": (48, 0.36),
    "aasly": (18, 0.66), "granlia": (50, 0.55), "helseteam": (14, 0.36), "tunet": (9, 0.50),
}  # fmt: skip
ROUNDS = ("citizens-2025", "citizens-2026")
TURNOUT = dict(zip(ROUNDS, (1.0, 1.08), strict=True))

CUTS = (-1.2, -0.3, 0.8)
TENDENCY = 0.6
LEVELS = {
    "e1": 0.5, "e2": 0.2, "e3": 0.7, "e4": 0.3, "e5": -0.9, "e6": 0.1, "e7": 0.9, "e8": -0.1, "e9": -0.3,
}  # fmt: skip
SITE_SHIFTS = {"solsiden": -0.5, "brygga": 0.6}
# What the second round adds; what is not named here moves nowhere.
EFFECTS = {"e3": -0.6, "e5": 0.75, "e8": 0.6}
DONT_KNOW = {"e2": 0.07, "e5": 0.12, "e6": 0.1}
DONT_KNOW_ELSE, BLANK_RATE, TURNS_NO_PAGE, LAST_PAGE = 0.03, 0.03, 0.05, 6
BACKGROUND = {
    "gender": {"woman": 0.44, "man": 0.5},
    "age_band": {"20-30": 0.18, "31-40": 0.22, "41-50": 0.24, "over_50": 0.3},
}
EFFECTS_ARE = """\
# Citizens' rounds, by themselves. theta as above.
"""


def sites() -> list[str]:
    """Return the site of everyone who is asked, one element each."""
    return [site for site, (number, _) in ASKED.items() for _ in range(number)]


def chance_to_answer(wave: str) -> FloatArray:
    """Return everyone's chance to answer in a round."""
    return np.array([ASKED[site][1] for site in sites()]) * TURNOUT[wave]


def centres(wave: str) -> FloatArray:
    """Return everyone's hidden value for each question, before tendency and noise."""
    moved = [level + EFFECTS.get(item, 0.0) * (wave == ROUNDS[-1]) for item, level in LEVELS.items()]
    value: FloatArray = np.add.outer([SITE_SHIFTS.get(site, 0.0) for site in sites()], moved)
    return value


def chances(wave: str) -> FloatArray:
    """Return the chance of each answer to each question, averaged over those who answer."""
    below = np.vectorize(NormalDist(sigma=float(np.hypot(1, TENDENCY))).cdf)
    up_to = below(np.array(CUTS) - centres(wave)[:, :, None])
    averaged = np.average(up_to, axis=0, weights=chance_to_answer(wave))
    answered: FloatArray = np.diff(averaged, axis=1, prepend=0.0, append=1.0)
    return answered


def true_theta(item: str) -> float:
    """Return P(later > earlier) + ½ P(equal) of a question."""
    earlier, later = (chances(wave)[list(LEVELS).index(item)] for wave in ROUNDS)
    return float(later @ (np.cumsum(earlier) - earlier / 2))


def citizen_effects() -> Iterator[dict[str, str | float]]:
    """Yield every change that was put in, and its true size."""
    for item, shift in EFFECTS.items():
        ends: dict[str, str | float] = {"from": ROUNDS[0], "to": ROUNDS[1], "item": item}
        direction = "up" if shift > 0 else "down"
        yield ends | {
            "direction": direction,
            "latent_shift": shift,
            "theta": round(true_theta(item), 4),
        }


def answers(rng: np.random.Generator, wave: str, people: IntArray) -> IntArray:
    """Draw the answers of some of those asked: 1 to 4, 0 for 'don't know', -1 for a blank."""
    hidden = centres(wave)[people]
    value = hidden + TENDENCY * rng.standard_normal(len(people))[:, None] + rng.standard_normal(hidden.shape)
    given: IntArray = 1 + np.sum(value[:, :, None] > np.array(CUTS), axis=2)
    unsure = [DONT_KNOW.get(item, DONT_KNOW_ELSE) for item in LEVELS]
    given = np.where(rng.random(given.shape) < unsure, 0, given)
    given = np.where(rng.random(given.shape) < BLANK_RATE, -1, given)
    stops = rng.random(len(people)) < TURNS_NO_PAGE
    given[np.ix_(stops, np.arange(len(LEVELS)) >= LAST_PAGE)] = -1
    return given


def _background(rng: np.random.Generator, number: int, texts: Mapping[str, str], variable: str) -> list[str]:
    """Draw what everyone says of themselves, as the file writes it; what the shares leave over is blank."""
    written = {meant: text for text, meant in texts.items()}
    known = [*(written[category] for category in BACKGROUND[variable]), ""]
    cuts = np.cumsum(list(BACKGROUND[variable].values()))
    return [known[at] for at in np.searchsorted(cuts, rng.random(number), side="right")]


def citizens_table(
    rng: np.random.Generator, wave: str, form: Mapping[str, Any], names: Mapping[str, str]
) -> list[list[str]]:
    """Draw a round as the file it was typed into: a header, then a row per form in any order.

    Args:
        rng: The stream of the file.
        wave: The round.
        form: The mapping it is read by.
        names: Site → what the programme calls it.
    """
    people = np.flatnonzero(rng.random(len(sites())) < chance_to_answer(wave))
    given = answers(rng, wave, people)
    texts = {0: form["codes"]["dont_know"][0], -1: ""}
    columns: Sequence[Sequence[str]] = [
        [next(text for text, meant in form["values"]["wave"].items() if meant == wave)] * len(people),
        [names[sites()[person]] for person in people],
        *(
            _background(rng, len(people), form["values"][variable], variable)
            for variable in form["background"]
        ),
        *([texts.get(answer, str(answer)) for answer in column] for column in given.T.tolist()),
    ]
    rows = list(zip(*columns, strict=True))
    order = rng.permutation(len(rows))
    numbered = [[str(number), *rows[at]] for number, at in enumerate(order, start=1)]
    fixed = [form["columns"][name] for name in ("respondent", "wave", "site")]
    return [[*fixed, *form["background"].values(), *form["answers"]["citizens"].values()], *numbered]
