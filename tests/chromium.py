"""A dashboard served for real over the example data, and a Chromium that reports every trouble it meets."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from dashboard.pages import PAGES as ALL_PAGES

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "chromium")
# Chromium draws its address bar's pop-up as a page of its own in every window: half the work of opening one.
# The others are what Playwright turns off and a test might see: a second list replaces the first.
OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--disable-features={','.join(OFF)}",
]
PAGES = {page: place.path.replace("<site>", "solsiden") for page, place in ALL_PAGES.items()}
CARDS = ("change", "involvement", "principles", "participants", "sessions", "management")
LANGUAGES = ("da", "nb", "en")
PATIENCE = 20_000
GRAVE = ("serious", "critical")
START = "import sys; from {} import {} as run; sys.exit(run())"

expect.set_options(timeout=PATIENCE)

# What stands still once Dash waits for nothing and the page shows what it is for: a chart, a notice, prose …
SETTLED = """() => {
  if (document.querySelector('[data-dash-is-loading="true"], .loading, ._dash-loading')) return false;
  const held = (store) => JSON.stringify(window.dash_component_api.getLayout(store).props.data);
  if (document.querySelector('.filter-bar') && held('selection') !== held('settled')) return false;
  if (document.querySelector('.indicators-card')) return Boolean(document.querySelector('.matrix img'));
  if (document.querySelector('.empty, .programme, .data-card, .prose h2')) return true;
  if (document.querySelector('.explore-card .first')) {
    return Boolean(document.querySelector('.ag-row, .ag-overlay'));
  }
  const chart = document.querySelector('.js-plotly-plot');
  return Boolean(chart && chart.querySelector('.main-svg') && chart.data.length
    && document.querySelector('.finding .first'));
}"""
ROWS = """() => [...document.querySelectorAll('.twin tbody tr')].map(
  (row) => [...row.cells].map((cell) => cell.innerText))"""
CHART = "() => document.querySelector('.js-plotly-plot').data"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *')]
  .filter((one) => one.getBoundingClientRect().width > 1
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


def run(module: str, command: str, *arguments: str) -> None:
    """Run one of our commands to its end."""
    subprocess.run(
        [sys.executable, "-c", START.format(module, command), *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server stopped"
        try:
            with urlopen(address, timeout=5):
                return
        except URLError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer")


@contextmanager
def running(
    var: Path, log: Path, port: int, *arguments: str, **environment: str
) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a server of a folder's publications on a port; its process is yielded once it answers."""
    command = [sys.executable, "-c", START.format("dashboard.cli", "main"), "serve", "--workers", "1"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, "--var", str(var), "--port", str(port), *arguments],
            cwd=ROOT,
            stdout=said,
            stderr=said,
            env=os.environ | environment,
            start_new_session=True,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", process)
            yield process
        finally:
            process.terminate()
            process.wait(10)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a server and all its processes at once, as a power cut does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def serving(var: Path, log: Path, *arguments: str) -> Iterator[str]:
    """Serve the publications of a folder on a free port; the address is yielded."""
    port = free_port()
    with running(var, log, port, *arguments):
        yield f"http://127.0.0.1:{port}"


@dataclass
class Reader:
    """Someone at a browser: opens addresses, and remembers every trouble."""

    chromium: Browser
    base: str
    troubles: list[str] = field(default_factory=list)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.troubles.append(f"asked elsewhere: {request.url}")

    def blank(self, width: int = 1366, height: int = 900, **options: Any) -> Page:
        """Return a page of a new browser profile, watched."""
        size: Any = {"width": width, "height": height}
        page = self.chromium.new_context(viewport=size, reduced_motion="reduce", **options).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"page: {error}"))
        page.on("request", self._asked)
        return page

    def at(self, where: str, query: Mapping[str, str]) -> Page:
        """Open a page with a selection that Python has no names for ('from')."""
        page = self.blank(1366, 900, locale="da-DK")
        page.goto(f"{self.base}{PAGES[where]}?{urlencode(query)}")
        return settled(page)

    def open(self, where: str, width: int = 1366, height: int = 900, **query: str) -> Page:
        """Open a page by name, with a selection, and wait until it stands still."""
        page = self.blank(width, height, locale="da-DK")
        page.goto(self.base + PAGES[where] + (f"?{urlencode(query)}" if query else ""))
        return settled(page)


def settled(page: Page) -> Page:
    """Wait until the page stands still."""
    page.wait_for_function(SETTLED)
    return page


def asked(page: Page) -> dict[str, str]:
    """Return the selection in the page's address."""
    return {name: found[0] for name, found in parse_qs(urlsplit(page.url).query).items()}


def sentence(page: Page) -> str:
    """Return the card's finding."""
    return page.locator(".finding").inner_text()


def sentences(page: Page) -> str:
    """Return all the card says of what was found and of whom, also what is folded."""
    parts = (".finding", ".card-controls .lead", ".sentences", ".people")
    return " ".join(page.locator(part).text_content() or "" for part in parts)


def drawn(page: Page) -> Any:
    """Return the traces of the chart as they are drawn."""
    return page.evaluate(CHART)


def controls(page: Page) -> dict[str, str]:
    """Return what every control that is shown stands at."""
    selects = page.locator(".control:not([hidden]) select").all()
    found = {str(one.get_attribute("id")): one.input_value() for one in selects}
    if (view := page.locator(".control-view:not([hidden]) input:checked")).count():
        found["bar-view"] = view.input_value()
    return found


def table(page: Page) -> list[list[str]]:
    """Open the table twin by keyboard and return the texts of its body."""
    button = page.locator("[id$=-table-button]")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".collapse.show .twin tbody tr")
    rows: list[list[str]] = page.evaluate(ROWS)
    return rows


def beyond(page: Page) -> int:
    """Return by how many pixels a page is wider than its window; without its style sheets it says nothing."""
    page.wait_for_load_state()
    wider: int = page.evaluate(WIDER)
    return wider


def smallest_text(page: Page) -> float:
    """Return the size in pixels of the smallest text that is seen."""
    page.wait_for_load_state()
    smallest: float = page.evaluate(SMALLEST)
    return smallest


def grave_faults(page: Page) -> Sequence[str]:
    """Return what axe finds serious or critical, with where."""
    page.wait_for_load_state()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
