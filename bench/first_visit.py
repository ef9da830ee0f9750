"""What a reader waits for, in a real browser beside a plain Dash app: the first visit, and a choice.

Both servers are processes of their own. A first visit is that of a browser that has nothing yet: what goes
over the line, and how long it takes until the page shows what it is for. A choice is timed within the page,
from its control's event to the drawn chart; the product works each answer out anew and then gives it as kept,
the plain app has the same figures ready. Times are medians of rounds in which the two take turns.

Usage: python bench/first_visit.py [--var DIR] [--rounds N]   (after `make example`)
"""

import argparse
import json
import multiprocessing
import shutil
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product as pairs
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from dash import Dash, Input, Output, dcc, html
from playwright.sync_api import Browser, CDPSession, Page, Response, sync_playwright
from waitress import serve

from dashboard.app import create_app
from dashboard.app import start as start_app
from dashboard.server.serving import listening, server_on
from dashboard.settings import Settings

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
PORTS = {"product": 18054, "plain": 18055}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHANGE = "/change?programme=fjordby&lang=da"
CHART = ".js-plotly-plot .scatterlayer .point"
# Server, path, and what stands there once the page shows what it is for.
VISITS = {
    "overview": ("product", "/", ".change-line img"),
    "change": ("product", CHANGE, CHART),
    "explore": ("product", "/explore", ".ag-row"),
    "plain": ("plain", "/", CHART),
}
GROUPS = ("all", "practitioner", "practitioner.fjordby", "leader", "practitioner.fjordby.solsiden", "other")
UPDATE = "_dash-update-component"
NOTE_DRAWN = """selector => {
  const look = () => {
    if (document.querySelector(selector)) window.drawn = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}"""
SELECT = """value => {
  const control = document.querySelector('#bar-group');
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(control, value);
  control.dispatchEvent(new Event('change', { bubbles: true }));
}"""
TICK = "value => document.querySelector(`input[value='${value}']`).click()"
TIMED = """value => new Promise((done) => {
  const start = performance.now();
  document.querySelector('.js-plotly-plot').once('plotly_afterplot', () => done(performance.now() - start));
  (CHOOSE)(value);
})"""
KINDS = {"Document": "page", "Stylesheet": "style", "Script": "code", "Font": "font"}


def run_product(var: Path) -> None:
    """Serve the product, and an address that empties its cache."""
    app = create_app(Settings(var=var))
    cache = app.server.extensions["rejsespor"].cache
    app.server.add_url_rule("/forget", "forget", lambda: str(cache.clear()))
    start_app(app)
    server_on(app.server, listening(HOST, PORTS["product"]), 8).run()


def run_plain(figures: Mapping[str, Any]) -> None:
    """Serve a plain Dash app: a choice, and a chart that is ready for each."""
    app = Dash("plain")
    app.layout = html.Div([dcc.RadioItems(list(figures), "all", id="group"), dcc.Graph(id="graph")])
    app.callback(Output("graph", "figure"), Input("group", "value"))(figures.get)
    app.server.test_client().get("/")
    serve(app.server, host=HOST, port=PORTS["plain"], threads=8, _quiet=True)


def wait_for(address: str) -> None:
    """Return once a server answers."""
    for _ in range(200):
        try:
            urlopen(address).close()
            return
        except URLError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def address(server: str) -> str:
    """Return where a server is."""
    return f"http://{HOST}:{PORTS[server]}"


def start(work: Any, given: Any, server: str) -> None:
    """Run a server in a process of its own and wait for it."""
    multiprocessing.get_context("spawn").Process(target=work, args=(given,), daemon=True).start()
    wait_for(address(server))


@contextmanager
def visitor(browser: Browser, drawn: str) -> Iterator[Page]:
    """Give the page of a browser that has nothing yet; it notes when something is drawn."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.add_init_script(f"({NOTE_DRAWN})({json.dumps(drawn)})")
    yield page
    context.close()


def weighed(session: CDPSession) -> tuple[dict[str, str], Counter[str]]:
    """Return what a page asks for, each with its kind, and the bytes each took; both fill as it loads."""
    asked: dict[str, str] = {}
    weight: Counter[str] = Counter()

    def note(event: Mapping[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            asked[event["requestId"]] = KINDS.get(event["type"], "data")

    def weigh(event: Mapping[str, Any]) -> None:
        weight[event["requestId"]] += event["encodedDataLength"]

    session.send("Network.enable")
    session.on("Network.requestWillBeSent", note)
    session.on("Network.loadingFinished", weigh)
    return asked, weight


def drawn_after(page: Page, where: str) -> float:
    """Return the milliseconds from an address to what its page is for."""
    page.goto(where)
    return float(page.wait_for_function("() => window.drawn").json_value())


def print_weight(browser: Browser, where: str, drawn: str) -> None:
    """Print what the first visit of a page takes."""
    with visitor(browser, drawn) as page:
        asked, weight = weighed(page.context.new_cdp_session(page))
        drawn_after(page, where)
        page.wait_for_load_state("networkidle")
        kinds: Counter[str] = Counter()
        for request, kind in asked.items():
            kinds[kind] += weight[request]
    parts = ", ".join(f"{kind} {size / 1000:.0f}" for kind, size in kinds.most_common())
    print(f"  {len(asked):2} requests, {kinds.total() / 1000:4.0f} kB: {parts}")  # noqa: T201


def first_visits(browser: Browser, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of first visits, the plain app's under `plain`."""
    times: dict[str, list[float]] = {name: [] for name in VISITS}
    for _ in range(rounds):
        for name, (server, path, drawn) in VISITS.items():
            with visitor(browser, drawn) as page:
                times[name].append(drawn_after(page, address(server) + path))
    return times


def choose(page: Page, how: str, group: str) -> float:
    """Choose a group; return the milliseconds until the chart is drawn, once all is quiet."""
    took = float(page.evaluate(TIMED.replace("CHOOSE", how), group))
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)
    return took


def choices(browser: Browser, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds from a choice to the drawn chart, every group in turn.

    The product's first of each group is worked out anew, its second one kept.
    """
    times: dict[str, list[float]] = {"anew": [], "kept": [], "plain": []}
    with visitor(browser, CHART) as product, visitor(browser, CHART) as plain:
        drawn_after(product, address("product") + CHANGE)
        drawn_after(plain, address("plain"))
        for _ in range(rounds):
            urlopen(address("product") + "/forget").close()
            for name, group in pairs(("anew", "kept"), (*GROUPS[1:], GROUPS[0])):
                times[name].append(choose(product, SELECT, group))
                times["plain"].append(choose(plain, TICK, group))
    return times


def is_chart(answer: Response) -> bool:
    """Say whether an answer draws the chart."""
    return UPDATE in answer.url and "change-graph.figure" in (answer.request.post_data or "")


def figures(browser: Browser) -> dict[str, Any]:
    """Return the product's figure of every group."""
    found: dict[str, Any] = {}
    for group in GROUPS:
        with visitor(browser, CHART) as page, page.expect_response(is_chart) as answer:
            page.goto(f"{address('product')}{CHANGE}&group={group}")
            found[group] = answer.value.json()["response"]["change-graph"]["figure"]
    return found


def print_times(times: Mapping[str, list[float]]) -> None:
    """Print medians, and their ratio to the plain app's."""
    floor = statistics.median(times["plain"])
    for name, measured in times.items():
        middle = statistics.median(measured)
        print(f"  {name:9} {middle:6.0f} ms   ratio {middle / floor:.2f}")  # noqa: T201


def main() -> None:
    """Print what first visits take, over the line and in time, and how long a choice does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    chromium = next(found for name in CHROMIUM if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        start(run_product, given.var, "product")
        start(run_plain, figures(browser), "plain")
        for where, (server, path, drawn) in VISITS.items():
            print(f"first visit of {where}")  # noqa: T201
            print_weight(browser, address(server) + path, drawn)
        print_times(first_visits(browser, given.rounds))
        print("from a choice to the drawn chart")  # noqa: T201
        print_times(choices(browser, given.rounds))
        browser.close()


if __name__ == "__main__":
    main()
