"""A large programme for measuring: so many respondents at so many sites, and months of figures of each site.

Two rounds of a questionnaire of 28 questions with one score, in which sites differ and a quarter of the
questions moved. The same files every time.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from publication.places import DEFAULT_DATA

PROGRAMME = "scale"
ROLES = ("practitioner", "leader", "peer_worker", "other")
SHARES = (0.55, 0.1, 0.1, 0.25)
WAVES = ("pre", "post")
ITEMS = [f"p{number:02d}" for number in range(1, 29)]
# An answer on the scale, not applicable, don't know, blank.
CODES = ("1", "2", "3", "4", "5", "8", "9", "")
SPECIAL_SHARE = 0.07
SITES_PER_MUNICIPALITY = 10
AT_ONCE = 50_000
MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
# What each series of months varies around; shares and rates follow from them.
LEVELS = {
    "Episoder med vold": (0, 9),
    "Episoder med trusler": (0, 12),
    "Belagte plassdøgn": (500, 600),
    "Tilgjengelige plassdøgn": (600, 620),
    "Venter ved månedens slutt": (0, 20),
    "Henvisninger": (0, 15),
}


Levels = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def same(words: str) -> str:
    """Return the same words in all languages, as TOML."""
    return f'{{ nb = "{words}", da = "{words}", en = "{words}" }}'


def site_ids(sites: int) -> list[str]:
    """Return the ids of so many sites."""
    return [f"site{number:04d}" for number in range(sites)]


def programme(sites: int) -> str:
    """Return a programme with so many sites, ten to a municipality, and two closed rounds."""
    lines = [f'id = "{PROGRAMME}"', f"name = {same('Large')}"]
    lines += [f'[[roles]]\nid = "{role}"\nname = {same(role.capitalize())}' for role in ROLES]
    for number, site in enumerate(site_ids(sites)):
        if number % SITES_PER_MUNICIPALITY == 0:
            place = number // SITES_PER_MUNICIPALITY
            lines.append(f'[[municipalities]]\nid = "place{place:03d}"\nname = "Place {place}"')
        lines.append(f'[[municipalities.sites]]\nid = "{site}"\nname = "Site {number}"')
    for year, wave in enumerate(WAVES, 2024):
        lines.append(f'[[waves]]\nid = "{wave}"\nasked_as = "{wave}"\nclosed = true\ndate = {year}-01-01')
    return "\n".join(lines)


def instrument() -> str:
    """Return a questionnaire of 28 questions on a scale from 1 to 5, with an overall score."""
    lines = ['id = "involvement"', 'asked_as = ["pre", "post"]', 'special = ["not_applicable", "dont_know"]']
    lines += ["overall = true", f"name = {same('Involvement')}", f"question = {same('And?')}"]
    lines += [f"[scale]\nlow = 1\nhigh = 5\nlow_label = {same('no')}\nhigh_label = {same('yes')}"]
    lines += [f'[[items]]\nid = "{item}"\nlabel = {same(item)}' for item in ITEMS]
    return "\n".join(lines)


def mappings() -> Iterator[tuple[str, str]]:
    """Yield the name and text of the mapping of either file."""
    lines = ['form = "staff"', 'kind = "questionnaire"', f'programme = "{PROGRAMME}"']
    lines += ['columns = { respondent = "id", wave = "wave", site = "site", role = "role" }']
    lines += ["[answers.involvement]", *(f'{item} = "{item}"' for item in ITEMS)]
    lines += ['[codes]\nnot_applicable = ["8"]\ndont_know = ["9"]\nblank = [""]']
    yield "staff", "\n".join(lines)
    months = ['form = "months"', 'kind = "management"', f'programme = "{PROGRAMME}"']
    yield "months", "\n".join([*months, 'columns = { site = "Tilbud", indicator = "Nøkkeltall" }'])


def write_definitions(data: Path, sites: int) -> None:
    """Write what the files are read by."""
    shutil.copytree(DEFAULT_DATA / "indicators", data / "indicators")
    named = {f"mappings/{name}": text for name, text in mappings()}
    named |= {f"programmes/{PROGRAMME}": programme(sites), "instruments/involvement": instrument()}
    for name, text in named.items():
        path = data / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _answers(chance: np.random.Generator, level: Levels, moved: Levels) -> Places:
    """Return places in CODES, shape (people, items): around each person's level, moved where it is post."""
    drawn = chance.normal(level[:, None] + moved, 1.1)
    special = chance.integers(5, len(CODES), drawn.shape)
    on_scale = np.clip(np.rint(drawn), 0, 4).astype(np.int64)
    places: Places = np.where(chance.random(drawn.shape) < SPECIAL_SHARE, special, on_scale)
    return places


def respondents(rows: int, sites: int) -> Iterator[str]:
    """Yield the lines of a questionnaire's file, in order of chance."""
    chance, places = np.random.default_rng(1982), site_ids(sites)
    of_site = chance.normal(2.4, 0.25, sites)
    effect = np.where(np.arange(len(ITEMS)) % 4 == 0, 0.3, 0.0)
    yield ",".join(["id", "wave", "site", "role", *ITEMS])
    for begin in range(0, rows, AT_ONCE):
        people = np.arange(begin, min(begin + AT_ONCE, rows))
        where, role = (
            chance.integers(sites, size=len(people)),
            chance.choice(len(ROLES), len(people), p=SHARES),
        )
        post = people % 2
        codes = _answers(chance, of_site[where], (post[:, None] * effect).astype(np.float64)).tolist()
        for person, wave, at, job, given in zip(people, post, where, role, codes, strict=True):
            answers = ",".join([CODES[code] for code in given])
            yield f"r{person},{WAVES[wave]},{places[at]},{ROLES[job]},{answers}"


def months(sites: int) -> Iterator[str]:
    """Yield the lines of a file of monthly figures."""
    chance = random.Random(1982)
    yield ";".join(["Tilbud", "Nøkkeltall", *MONTHS])
    for site in site_ids(sites):
        for series, (low, high) in LEVELS.items():
            yield ";".join([site, series, *(str(chance.randint(low, high)) for _ in MONTHS)])


def write_lines(path: Path, lines: Iterator[str]) -> Path:
    """Write lines to a file."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    return path
