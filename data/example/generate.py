"""Writes the invented programme's files beside it, from a seed and with effects that are known.

An answer is a hidden value cut into steps. The hidden value is the item's level, what the member's role and
site add, what the wave adds, a tendency the member shows through the whole form, and noise. So the chance of
every answer can be worked out, and with it the true size of every change: `fjordby/effects.toml` says them.
What is asked, how columns are named and what codes mean is read from the definitions in `data/`.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import shapes
from generate_citizens import EFFECTS_ARE as CITIZENS_MOVE
from generate_citizens import ROUNDS, citizen_effects, citizens_table
from generate_management import SHIFTS_ARE, management_effects, management_table, workbook
from generate_sessions import session_effects, session_table
from generate_words import activities_table, comments_table, group_table, stories_table
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Effects = Mapping[str, Mapping[str, float]]

HERE = Path(__file__).parent
DATA = HERE.parent
SEED = 2025

NOT_APPLICABLE, DONT_KNOW, NOT_RELEVANT, BLANK = -1, -2, -3, -9
SPECIALS = {"not_applicable": NOT_APPLICABLE, "dont_know": DONT_KNOW, "not_relevant": NOT_RELEVANT}

# Practitioners, leaders, peer workers and others at each site.
STAFF = {
    "solsiden": (55, 6, 6, 8),
    "brygga": (23, 3, 4, 4),
    "oppfolging": (34, 4, 5, 3),
    "ronningen": (19, 3, 2, 4),
    "maaken": (7, 2, 2, 1),
    "elvebredden": (42, 5, 4, 7),
    "kvernhuset": (14, 3, 2, 3),
    "ambulant": (29, 4, 4, 3),
    "aasly": (12, 2, 0, 2),
    "granlia": (34, 4, 4, 6),
    "helseteam": (10, 2, 1, 1),
    "tunet": (4, 2, 2, 0),
}

# The mix of roles is the same in each wave: only the wave's turnout differs, so an item without an effect
# has the same chances throughout.
RESPONSE = {"practitioner": 0.72, "leader": 0.85, "peer_worker": 0.70, "other": 0.66}
TURNOUT = {"pre": 1.04, "post": 1.0, "followup": 0.96}

TENDENCY = 0.7
ROLE_SHIFTS = {"leader": 0.3, "peer_worker": -0.15}
SITE_SHIFTS = {
    "involvement": {"solsiden": -0.5, "brygga": 0.6, "elvebredden": -0.3, "ambulant": 0.2, "granlia": 0.6}
}

# Where the hidden value passes from one step to the next, by the number of steps.
CUTS = {2: (0.0,), 4: (-1.4, -0.4, 0.9), 5: (-2.0, -1.2, -0.2, 0.9)}
LEVELS = {
    "practice": (
        1.0, 0.4, 0.6, 0.8, 1.8, 1.6, 0.9, 0.6, 0.9, 0.5, 0.7, -0.2, -0.4, 0.7,
        0.1, 0.6, 0.9, -0.7, 0.0, -0.3, 0.0, 0.3, -0.9, 0.4, 0.7, 1.5, 0.5, 0.8,
    ),
    "involvement": (0.9, 0.4, 0.1, 0.3, 0.3, -0.4, 0.2, -1.3, -0.2),
    "usefulness": (1.1, 1.3, 1.3, 1.0, 1.5),
    "confidence": (0.2, 0.1, 0.3),
    "planning": (0.6, 0.5, 0.8, 0.9, 1.0, 1.0, 0.9, 0.2, 0.7, 0.8, 0.6),
    "course": (0.7, 0.9, 0.6, 0.5, -0.1, 1.1, 1.2, 1.4, 1.1, 0.9, 0.7, 0.5, 0.8, 1.0),
    "outlook": (-0.5, -0.6, -0.3, 0.7, 0.6, 0.3, 0.6, 0.2, 0.5, 0.0, 0.6, 0.9, 0.8, 0.7),
    "expectations": (0.9, 1.0, 0.8, 0.5, -0.1, 0.6, -2.0, -2.0),
    "principles": (0.4, 0.3, -0.2, -0.1, -1.3, 0.5, 0.4),
    "core_task": (-0.2, 0.8, 0.4, 0.6, 0.3),
}  # fmt: skip

# What a wave adds to an item's level. What is not named here moves nowhere.
EFFECTS: Effects = {
    "post": {
        "p07": -0.6,
        "p15": 0.55, "p18": 0.8, "p19": 0.65, "p21": 0.7, "p22": 0.6, "p23": 0.7, "p27": 0.6,
        "s5": 0.65, "s7": 0.6,
        "c1": 0.7, "c2": 0.6, "c3": 0.55,
    },
    "followup": {
        "p18": 0.85, "p19": 0.6, "p21": 0.65, "p22": 0.55, "p23": 0.8,
        "s5": 0.7, "s7": 0.6,
        "c1": 0.65, "c2": 0.6, "c3": 0.6,
    },
    "r2": {"l3": 0.6, "l4": 0.7},
    "r3": {"l3": 1.2, "l4": 1.3},
}  # fmt: skip
NO_EFFECTS: Effects = {}
COMPARED = {
    "changes": (("pre", "post"), ("pre", "followup")),
    "principles": (("r1", "r2"), ("r1", "r3")),
}
EFFECTS_ARE = """\
# What was put into the files beside this one. An item not listed does not move.
# theta = P(later > earlier) + 1/2 P(equal), from the chances of each answer averaged over those who answer.
"""

SPECIAL_RATES = {
    "practice": {"not_applicable": 0.03, "dont_know": 0.02},
    "involvement": {"not_applicable": 0.07},
    "usefulness": {"not_relevant": 0.03},
    "planning": {"dont_know": 0.04},
    "principles": {"dont_know": 0.04},
}
HARDER_TO_ANSWER = {
    "p04": 2.0, "p12": 4.0, "p13": 5.0, "p19": 2.0, "p22": 2.0, "p23": 3.0,
    "s4": 2.0, "s8": 2.0,
    "u4": 3.0,
    "l5": 2.0,
}  # fmt: skip
BLANK_RATE = 0.012
STOPS_PART_WAY = 0.05
HAS_NO_PLANS = 0.12

BACKGROUND = {
    "gender": {"woman": 0.71, "man": 0.27},
    "age_band": {"20-30": 0.15, "31-40": 0.25, "41-50": 0.28, "over_50": 0.29},
    "education": {"upper_secondary": 0.19, "bachelor": 0.34, "further_education": 0.29, "master": 0.15},
}
COMMENTS = (
    "",
    "Fint å få tid til å snakke sammen",
    "Mangler vikarer; vanskelig å få gå på kurs",
    'Hva menes egentlig med "recovery"?',
    "Ønsker mer om pårørende",
    "Skjemaet var litt langt",
)
COMMENT_SHARES = (0.92, 0.02, 0.02, 0.015, 0.015)
NOTES = ("", "Tas opp på neste ledermøte", "Vi ser ulikt på dette, og det er greit")
NOTE_SHARES = (0.9, 0.06)

# Groups in which one leader would not be shown; the groups of two are small whether they agree or not.
DISAGREED = {
    "r1": ("brygga", "ambulant"),
    "r2": ("elvebredden",),
    "r3": ("ronningen", "kvernhuset", "helseteam"),
}


@dataclass(frozen=True)
class Export:
    """How a CSV file is written: which of the mapping's spellings stands for special answers."""

    file: str
    encoding: str
    delimiter: str
    line_end: str
    spelling: int = 0


# The tool that a wave was asked with, and so the file's shape, is in the wave's mapping.
STAFF_FILES = {"pre": "staff-pre.csv", "post": "staff-post.xlsx", "followup": "staff-followup.sav"}
SPECIAL_LABELS = {"not_applicable": "Ikke aktuelt", "dont_know": "Vet ikke", "not_relevant": "Ikke relevant"}
LEADERSHIP = Export("leadership.csv", "utf-8", ";", "\n", spelling=1)
SESSIONS = Export("sessions.csv", "windows-1252", ";", "\r\n")
SESSIONS_STREAM = 100
CITIZENS_STREAM = 300
MANAGEMENT_FILE, MANAGEMENT_STREAM = "management.xlsx", 200
WORDS = {
    "stories": stories_table,
    "comments": comments_table,
    "group": group_table,
    "activities": activities_table,
}
SESSION_EFFECTS_ARE = """\
# mean = what the lines of the form come to at a session on average, from the chance of each mark.
"""


@dataclass(frozen=True)
class Staff:
    """Everyone employed, one element each."""

    roles: tuple[str, ...]
    sites: tuple[str, ...]


@cache
def definition(path: str) -> dict[str, Any]:
    """Return a definition file of `data/` as it is written: 'programmes/fjordby'."""
    return tomllib.loads((DATA / f"{path}.toml").read_text("utf-8"))


@cache
def staff() -> Staff:
    """Return everyone employed, site by site."""
    people = [
        (role, site)
        for site, numbers in STAFF.items()
        for role, number in zip(RESPONSE, numbers, strict=True)
        for _ in range(number)
    ]
    roles, sites = zip(*people, strict=True)
    return Staff(roles, sites)


def occasion(wave: str) -> str:
    """Return what a wave is asked as; a leadership round is an assessment."""
    programme = definition("programmes/fjordby")
    occasions: dict[str, str] = {one["id"]: one["asked_as"] for one in programme["waves"]}
    occasions |= {one["id"]: "assessment" for one in programme["rounds"]}
    return occasions[wave]


def mapping(wave: str) -> dict[str, Any]:
    """Return the mapping of the form a wave or a round is answered on."""
    form = "leadership" if occasion(wave) == "assessment" else f"staff-{wave}"
    return definition(f"mappings/fjordby-{form}")


def _positions(instrument: str, wave: str) -> list[int]:
    described = definition(f"instruments/{instrument}")
    as_what = occasion(wave)
    items = enumerate(described["items"])
    return [at for at, item in items if as_what in item.get("asked_as", described["asked_as"])]


@cache
def asked(wave: str) -> dict[str, list[str]]:
    """Return the items asked in a wave or a round, by instrument, in the form's order."""
    found = {
        one: [definition(f"instruments/{one}")["items"][at]["id"] for at in _positions(one, wave)]
        for one in mapping(wave)["answers"]
    }
    return {one: items for one, items in found.items() if items}


def chance_to_answer(wave: str) -> FloatArray:
    """Return everyone's chance to answer; a round asks all leaders, and leaders only."""
    if occasion(wave) == "assessment":
        return np.array([float(role == "leader") for role in staff().roles])
    return np.array([RESPONSE[role] * TURNOUT[wave] for role in staff().roles])


def respondents(rng: np.random.Generator, wave: str) -> IntArray:
    """Draw who answers in a wave, as positions in the staff."""
    chance = chance_to_answer(wave)
    return np.flatnonzero(rng.random(len(chance)) < chance)


def _loadings(instrument: str, wave: str) -> FloatArray:
    """Who is inclined to answer high agrees less with a difficulty."""
    items = definition(f"instruments/{instrument}")["items"]
    return np.array([-1.0 if items[at].get("reverse") else 1.0 for at in _positions(instrument, wave)])


def _cuts(instrument: str) -> FloatArray:
    scale = definition(f"instruments/{instrument}")["scale"]
    return np.array(CUTS[scale["high"] - scale["low"] + 1])


def centres(instrument: str, wave: str, effects: Effects = EFFECTS) -> FloatArray:
    """Return everyone's hidden value for each item asked, before tendency and noise."""
    items = asked(wave)[instrument]
    levels = np.array(LEVELS[instrument])[_positions(instrument, wave)]
    moved = np.array([effects.get(wave, {}).get(item, 0.0) for item in items])
    roles = np.array([ROLE_SHIFTS.get(role, 0.0) for role in staff().roles])
    sites = np.array([SITE_SHIFTS.get(instrument, {}).get(site, 0.0) for site in staff().sites])
    value: FloatArray = levels + moved + np.outer(roles, _loadings(instrument, wave)) + sites[:, None]
    return value


def chances(instrument: str, wave: str, effects: Effects = EFFECTS) -> FloatArray:
    """Return the chance of each answer on the scale to each item, averaged over those who answer."""
    below = np.vectorize(NormalDist(sigma=float(np.hypot(1, TENDENCY))).cdf)
    up_to = below(_cuts(instrument) - centres(instrument, wave, effects)[:, :, None])
    averaged = np.average(up_to, axis=0, weights=chance_to_answer(wave))
    answered: FloatArray = np.diff(averaged, axis=1, prepend=0.0, append=1.0)
    return answered


def theta(earlier: FloatArray, later: FloatArray) -> float:
    """Return P(later > earlier) + ½ P(equal) for the chances of each answer on two occasions."""
    return float(later @ (np.cumsum(earlier) - earlier / 2))


def _steps(
    rng: np.random.Generator, hidden: FloatArray, tendency: FloatArray, instrument: str, wave: str
) -> IntArray:
    value = hidden + np.outer(tendency, _loadings(instrument, wave)) + rng.standard_normal(hidden.shape)
    low: int = definition(f"instruments/{instrument}")["scale"]["low"]
    passed: IntArray = np.sum(value[:, :, None] > _cuts(instrument), axis=2)
    return low + passed


def _with_specials(
    rng: np.random.Generator, given: IntArray, instrument: str, items: Sequence[str]
) -> IntArray:
    """Put in special answers and blanks, which say nothing about what someone would have answered."""
    harder = np.array([HARDER_TO_ANSWER.get(item, 1.0) for item in items])
    for special, rate in SPECIAL_RATES.get(instrument, {}).items():
        given = np.where(rng.random(given.shape) < rate * harder, SPECIALS[special], given)
    return np.where(rng.random(given.shape) < BLANK_RATE, BLANK, given)


def _without_plans(rng: np.random.Generator, given: IntArray) -> IntArray:
    """Who makes no plans skips the page about them."""
    return np.where(rng.random(len(given))[:, None] < HAS_NO_PLANS, BLANK, given)


def _left_part_way(rng: np.random.Generator, given: IntArray) -> IntArray:
    """A few stop somewhere in the form and leave the rest blank."""
    people, items = given.shape
    stops = rng.random(people) < STOPS_PART_WAY
    last = np.where(stops, rng.random(people) * items, items)
    return np.where(np.arange(items) > last[:, None], BLANK, given)


def answers(
    rng: np.random.Generator, wave: str, effects: Effects = EFFECTS, people: IntArray | None = None
) -> dict[str, IntArray]:
    """Draw a wave or a round: per instrument, one row per respondent and one column per item asked.

    Special answers and blanks are the negative codes above. Waves are drawn independently, as if nobody
    answered twice: they are not linked, so nothing could show it.
    """
    people = respondents(rng, wave) if people is None else people
    tendency = TENDENCY * rng.standard_normal(len(people))
    drawn = []
    for instrument, items in asked(wave).items():
        hidden = centres(instrument, wave, effects)[people]
        given = _steps(rng, hidden, tendency, instrument, wave)
        given = _with_specials(rng, given, instrument, items)
        drawn.append(_without_plans(rng, given) if instrument == "planning" else given)
    ends = np.cumsum([given.shape[1] for given in drawn])
    form = _left_part_way(rng, np.hstack(drawn))
    return dict(zip(asked(wave), np.split(form, ends[:-1], axis=1), strict=True))


def _names(wave: str, column: str) -> dict[str, list[str]]:
    """Return what the export writes for each id of a column; a role has several jobs."""
    names: dict[str, list[str]] = {}
    for text, one in mapping(wave)["values"][column].items():
        names.setdefault(one, []).append(text)
    return names


def _picks(rng: np.random.Generator, number: int, shares: Sequence[float]) -> list[int]:
    """Draw positions by their shares; what the shares leave over is the position after the last."""
    picked: list[int] = np.searchsorted(np.cumsum(shares), rng.random(number), side="right").tolist()
    return picked


def _jobs(rng: np.random.Generator, people: IntArray, wave: str) -> list[str]:
    names = _names(wave, "role")
    of_each = [names[staff().roles[person]] for person in people]
    return [jobs[int(draw * len(jobs))] for jobs, draw in zip(of_each, rng.random(len(people)), strict=True)]


def _background(rng: np.random.Generator, number: int, wave: str) -> Iterator[list[str]]:
    for variable, shares in BACKGROUND.items():
        names = _names(wave, variable)
        texts = [*(names[category][0] for category in shares), ""]
        yield [texts[at] for at in _picks(rng, number, list(shares.values()))]


def _special_codes(wave: str, instrument: str, spelling: int) -> dict[str, str]:
    """Return how the export writes the special answers to an instrument."""
    codes = mapping(wave)["codes"]
    return {one: codes[one][spelling] for one in definition(f"instruments/{instrument}").get("special", [])}


def _written(wave: str, instrument: str, spelling: int) -> dict[int, str]:
    """Return what the export writes for an answer: its label's number, or a special answer's code."""
    form = mapping(wave)
    if form.get("cells") == "label_numbers":
        numbers = enumerate(form["label_numbers"][instrument], start=1)
        texts = {SPECIALS.get(answer) or int(answer): str(number) for number, answer in numbers}
    else:
        codes = _special_codes(wave, instrument, spelling)
        texts = {SPECIALS[special]: code for special, code in codes.items()}
    return texts | {BLANK: ""}


def _cells(wave: str, given: Mapping[str, IntArray], spelling: int = 0) -> list[list[str]]:
    """Write answers as an export does, one list per column."""
    columns = []
    for instrument, answered in given.items():
        texts = _written(wave, instrument, spelling)
        columns += [[texts.get(one, str(one)) for one in column] for column in answered.T.tolist()]
    return columns


def _item_columns(wave: str) -> list[str]:
    columns = mapping(wave)["answers"]
    return [columns[instrument][item] for instrument, items in asked(wave).items() for item in items]


def staff_table(rng: np.random.Generator, wave: str) -> list[list[str]]:
    """Draw a wave as its export: a header, then the rows in the order of ids that mean nothing."""
    people = respondents(rng, wave)
    number = len(people)
    ids = np.argsort(rng.random(90_000))[:number] + 10_000
    columns = [
        [str(one) for one in ids],
        _names(wave, "wave")[wave] * number,
        [_names(wave, "site")[staff().sites[person]][0] for person in people],
        _jobs(rng, people, wave),
        *_background(rng, number, wave),
        *_cells(wave, answers(rng, wave, EFFECTS, people)),
        [COMMENTS[at] for at in _picks(rng, number, COMMENT_SHARES)],
    ]
    form = mapping(wave)
    fixed = [form["columns"][one] for one in ("respondent", "wave", "site", "role")]
    header = [*fixed, *form["background"].values(), *_item_columns(wave), *form["drop"]]
    return [header, *sorted(map(list, zip(*columns, strict=True)))]


def _agreement(sites: Sequence[str], wave: str) -> Iterator[tuple[str, str]]:
    """Yield each leader's number within the group, and whether they agree to show it."""
    names = _names(wave, "agreed")
    for at, site in enumerate(sites):
        last = at + 1 == len(sites) or sites[at + 1] != site
        disagrees = last and site in DISAGREED[wave]
        yield str(at - sites.index(site) + 1), names["no" if disagrees else "yes"][0]


def _round_rows(rng: np.random.Generator, wave: str) -> list[list[str]]:
    people = respondents(rng, wave)
    sites = [staff().sites[person] for person in people]
    columns = [
        [_names(wave, "site")[site][0] for site in sites],
        _names(wave, "round")[wave] * len(people),
        *zip(*_agreement(sites, wave), strict=True),
        *_cells(wave, answers(rng, wave, EFFECTS, people), LEADERSHIP.spelling),
        [NOTES[at] for at in _picks(rng, len(people), NOTE_SHARES)],
    ]
    return list(map(list, zip(*columns, strict=True)))


def leadership_table(rng: np.random.Generator) -> list[list[str]]:
    """Draw all rounds of the assessments as one file: a header, then a row per leader and round."""
    form = mapping("r1")
    header = [form["columns"][one] for one in ("site", "round", "leader", "agreed")]
    rows = [[*header, *_item_columns("r1"), form["columns"]["note"]]]
    for one in definition("programmes/fjordby")["rounds"]:
        rows += _round_rows(rng, one["id"])
    return rows


def _item_variables(wave: str, instrument: str) -> Iterator[shapes.Variable]:
    described = definition(f"instruments/{instrument}")
    scale, questions = described["scale"], {one["id"]: one["label"]["nb"] for one in described["items"]}
    special = {
        int(code): SPECIAL_LABELS[one] for one, code in _special_codes(wave, instrument, spelling=0).items()
    }
    ends = {scale["low"]: scale["low_label"]["nb"], scale["high"]: scale["high_label"]["nb"]}
    for item in asked(wave)[instrument]:
        name = mapping(wave)["answers"][instrument][item]
        yield shapes.Variable(name, questions[item], ends | special, list(special))


def variables(wave: str) -> Iterator[shapes.Variable]:
    """Yield what an SPSS file says of its columns, in their order."""
    form, questions = mapping(wave), mapping("post")
    texts = questions["columns"] | questions["background"]
    for one, name in (form["columns"] | form["background"]).items():
        yield shapes.Variable(name, texts[one], dict(enumerate(form["values"].get(one, {}), start=1)))
    for instrument in asked(wave):
        yield from _item_variables(wave, instrument)
    for name, text in zip(form["drop"], questions["drop"], strict=True):
        yield shapes.Variable(name, text)


def staff_file(wave: str, rows: shapes.Rows) -> bytes:
    """Return a wave's table in the shape of the tool it was asked with."""
    tool = mapping(wave)["tool"]
    if tool == "spss":
        return shapes.spss(rows, list(variables(wave)))
    return shapes.enalyzer(rows) if tool == "enalyzer" else shapes.nettskjema(rows)


def _encoded(rows: shapes.Rows, export: Export) -> bytes:
    return shapes.delimited(rows, export.encoding, export.delimiter, export.line_end)


def moves(earlier: str, later: str, effects: Effects = EFFECTS) -> Iterator[tuple[str, str, float]]:
    """Yield instrument, item and hidden shift of every item that moves between two waves or rounds."""
    before, after = effects.get(earlier, {}), effects.get(later, {})
    for instrument, items in asked(earlier).items():
        for item in items:
            shift = after.get(item, 0.0) - before.get(item, 0.0)
            if shift and item in asked(later).get(instrument, []):
                yield instrument, item, shift


def true_theta(instrument: str, item: str, earlier: str, later: str, effects: Effects = EFFECTS) -> float:
    """Return the true size of an item's change between two waves or rounds."""
    both = (
        chances(instrument, wave, effects)[asked(wave)[instrument].index(item)] for wave in (earlier, later)
    )
    return theta(*both)


def _toml_table(name: str, values: Mapping[str, str | float]) -> str:
    lines = [
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
        for key, value in values.items()
    ]
    return "\n".join([f"[[{name}]]", *lines, ""])


def _change_tables(name: str, earlier: str, later: str) -> Iterator[str]:
    for instrument, item, shift in moves(earlier, later):
        change: dict[str, str | float] = {
            "from": earlier,
            "to": later,
            "instrument": instrument,
            "item": item,
            "direction": "up" if shift > 0 else "down",
            "latent_shift": shift,
            "theta": round(true_theta(instrument, item, earlier, later), 4),
        }
        yield _toml_table(name, change)


def effects_text() -> str:
    """Return what was put into the files, for whoever asks whether it is found again."""
    tables = [EFFECTS_ARE, f"seed = {SEED}\n"]
    for name, pairs in COMPARED.items():
        tables += [table for earlier, later in pairs for table in _change_tables(name, earlier, later)]
    for instrument, shifts in SITE_SHIFTS.items():
        tables += [
            _toml_table("sites", {"instrument": instrument, "site": site, "latent_shift": shift})
            for site, shift in shifts.items()
        ]
    tables += [
        _toml_table("roles", {"role": role, "latent_shift": shift}) for role, shift in ROLE_SHIFTS.items()
    ]
    tables += [SESSION_EFFECTS_ARE, *(_toml_table("sessions", effect) for effect in session_effects())]
    tables += [CITIZENS_MOVE, *(_toml_table("citizens", effect) for effect in citizen_effects())]
    tables += [SHIFTS_ARE, *(_toml_table("management", effect) for effect in management_effects())]
    return "\n".join(tables)


def series_names() -> dict[str, str]:
    """Return the Norwegian name of every series the indicators describe."""
    names = sorted(path.stem for path in (DATA / "indicators").glob("*.toml"))
    indicators = [definition(f"indicators/{name}") for name in names]
    return {one["id"]: one["name"]["nb"] for indicator in indicators for one in indicator.get("series", [])}


def _write_citizens(folder: Path) -> None:
    places = definition("programmes/fjordby")["municipalities"]
    names = {site["id"]: site["name"] for place in places for site in place["sites"]}
    for number, wave in enumerate(ROUNDS):
        rng = np.random.default_rng([SEED, CITIZENS_STREAM + number])
        rows = citizens_table(rng, wave, definition("mappings/fjordby-citizens"), names)
        file = f"{wave}.csv"
        (folder / file).write_bytes(_encoded(rows, Export(file, "windows-1252", ";", "\r\n")))


def write(folder: Path) -> None:
    """Write every file of the programme, and the effects that are in them, into a folder."""
    # A stream of its own for each file, so that a change in one leaves the others as they were.
    for number, (wave, file) in enumerate(STAFF_FILES.items()):
        rows = staff_table(np.random.default_rng([SEED, number]), wave)
        (folder / file).write_bytes(staff_file(wave, rows))
    rows = leadership_table(np.random.default_rng([SEED, len(STAFF_FILES)]))
    (folder / LEADERSHIP.file).write_bytes(_encoded(rows, LEADERSHIP))
    rng = np.random.default_rng([SEED, SESSIONS_STREAM])
    rows = session_table(rng, definition("programmes/fjordby"), definition("mappings/fjordby-sessions"))
    (folder / SESSIONS.file).write_bytes(_encoded(rows, SESSIONS))
    rng = np.random.default_rng([SEED, MANAGEMENT_STREAM])
    figures = management_table(rng, definition("programmes/fjordby"), series_names())
    (folder / MANAGEMENT_FILE).write_bytes(workbook(figures))
    for name, table in WORDS.items():
        rows = table(definition(f"mappings/fjordby-{name}")["columns"])
        (folder / f"{name}.csv").write_bytes(_encoded(rows, Export(f"{name}.csv", "utf-8", ";", "\n")))
    _write_citizens(folder)
    (folder / "effects.toml").write_bytes(effects_text().encode())


if __name__ == "__main__":
    write(HERE / "fjordby")
