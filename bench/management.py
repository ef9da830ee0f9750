"""How long the page of months takes with a thousand sites: 36 months of six indicators, in a real browser.

Every answer is worked out anew: no selection is asked for twice. Requests are those for data; one a choice.

Usage: python bench/management.py [--sites N]
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, sync_playwright
from waitress.server import create_server

from dashboard.app import create_app
from dashboard.settings import Settings
from publication.places import DEFAULT_DATA

PORT = 18053
MONTHS = [
    f"{month} {year}"
    for year in (2023, 2024, 2025)
    for month in ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
]
INDICATORS = ("violence", "threats", "waiting", "referrals", "goals", "occupancy")
# What each series varies around; shares and rates follow from them.
LEVELS = {
    "Episoder med vold": (0, 9),
    "Episoder med trusler": (0, 12),
    "Belagte plassdøgn": (500, 600),
    "Tilgjengelige plassdøgn": (600, 620),
    "Venter ved månedens slutt": (0, 20),
    "Henvisninger": (0, 15),
    "Mål nådd": (2, 8),
    "Mål fulgt opp": (8, 14),
}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
UPDATE = "_dash-update-component"
NOTE_DRAWING = """() => {
  window.again = false;
  document.querySelector('.js-plotly-plot').on('plotly_afterplot', () => { window.again = true; });
}"""
SHOWN = "name => document.querySelector('#management-people')?.innerText.startsWith(name)"


def _same(words: str) -> str:
    return f'{{ nb = "{words}", da = "{words}", en = "{words}" }}'


def programme(sites: int) -> str:
    """Return a programme with so many sites in municipalities of twenty."""
    lines = ['id = "bench"', f"name = {_same('Bench')}"]
    for number in range(sites):
        if number % 20 == 0:
            place = number // 20
            lines.append(f'[[municipalities]]\nid = "place{place}"\nname = "Place {place}"')
        lines.append(f'[[municipalities.sites]]\nid = "site{number}"\nname = "The site {number}"')
    return "\n".join(lines)


def lines_of(sites: int) -> Iterator[str]:
    """Yield the lines of a file of months, the same ones every time."""
    chance = random.Random(1)
    yield ";".join(["Tilbud", "Nøkkeltall", *MONTHS])
    for number in range(sites):
        for series, (low, high) in LEVELS.items():
            yield ";".join([f"site{number}", series, *(str(chance.randint(low, high)) for _ in MONTHS)])


def publish(folder: Path, sites: int) -> Path:
    """Load and publish the months; return the folder of publications."""
    data, var = folder / "data", folder / "var"
    shutil.copytree(DEFAULT_DATA / "indicators", data / "indicators")
    mapping = 'form = "months"\nkind = "management"\nprogramme = "bench"\n'
    mapping += 'columns = { site = "Tilbud", indicator = "Nøkkeltall" }\n'
    for name, text in {"programmes/bench": programme(sites), "mappings/months": mapping}.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / f"{name}.toml").write_text(text, "utf-8")
    file = folder / "months.csv"
    file.write_text("".join(f"{line}\n" for line in lines_of(sites)), "utf-8")
    ours = [sys.executable, "-m", "etl"]
    for command in (["load", str(file), "--programme", "bench"], ["publish", "bench"]):
        where = ["--data", str(data), "--var", str(var)]
        subprocess.run([*ours, *command, *where], check=True, capture_output=True)
    return var


def serve(var: Path) -> None:
    """Serve the publication in a thread of this process."""
    server = create_server(create_app(Settings(var=var)).server, host="127.0.0.1", port=PORT)
    threading.Thread(target=server.run, daemon=True).start()


def first_visit(page: Page) -> float:
    """Return the seconds from the address to the charts drawn, in a browser that has nothing yet."""
    start = time.perf_counter()
    page.goto(f"http://127.0.0.1:{PORT}/management?lang=en&indicator={INDICATORS[0]}")
    page.wait_for_selector(".js-plotly-plot .main-svg text")
    page.wait_for_function(SHOWN, arg="Violence")
    return time.perf_counter() - start


def choice(page: Page, control: str, value: str, shown: str) -> tuple[float, int]:
    """Choose something in the bar; return the seconds until the charts are drawn anew, and the requests."""
    asked: list[Request] = []

    def noted(request: Request) -> None:
        if UPDATE in request.url:
            asked.append(request)

    page.on("request", noted)
    page.evaluate(NOTE_DRAWING)
    start = time.perf_counter()
    page.select_option(f"#bar-{control}", value)
    page.wait_for_function("() => window.again")
    page.wait_for_function(SHOWN, arg=shown)
    seconds = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    page.remove_listener("request", noted)
    return seconds, len(asked)


def choices(sites: int) -> Iterator[tuple[str, str, str]]:
    """Yield what is chosen in turn: control, value, and how what is shown then begins."""
    names = {"violence": "Violence", "threats": "Threats", "waiting": "Waiting", "referrals": "Referrals"}
    names |= {"goals": "Goals", "occupancy": "Occupancy"}
    for indicator in INDICATORS[1:]:
        yield "indicator", indicator, names[indicator]
    yield "rules", "nhs", "Occupancy"
    yield "rules", "own", "Occupancy"
    if sites > 24:
        yield "sites", "2", "Occupancy"


def measure(browser: Any, sites: int) -> Iterator[tuple[str, float, int]]:
    """Yield what was done, the seconds it took and the requests it made."""
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    yield "first visit", first_visit(page), 0
    for control, value, shown in choices(sites):
        yield f"{control} {value}", *choice(page, control, value, shown)


def main() -> None:
    """Print the seconds and requests of a first visit and of every choice."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sites", type=int, default=1000)
    sites = parser.parse_args().sites
    browser_path = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        serve(publish(Path(temporary), sites))
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for done, seconds, requests in measure(browser, sites):
            print(f"{done:22} {seconds:5.2f} s   {requests or ''}")  # noqa: T201
        browser.close()


if __name__ == "__main__":
    main()
