"""Take a picture of every page, in a real browser over the example data.

Usage: python bench/pictures.py FOLDER   (after `make example`)
"""

import io
import shutil
import sys
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright
from waitress.server import create_server

from dashboard.app import create_app
from dashboard.settings import Settings

PORT = 18052
SIZE: ViewportSize = {"width": 1366, "height": 900}
# As far down as a picture goes, and in how many colours: under 100 kB each.
LOWEST, COLOURS = 1400, 32
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PAGES = {
    "overview": "/?lang=en",
    "change": "/change?lang=en&programme=fjordby&from=pre&to=post",
    "answers": "/change?lang=en&programme=fjordby&from=pre&to=post&view=answers",
    "published": "/change?lang=nb&programme=recoverydannelse-2017",
    "involvement": "/involvement?lang=da&programme=fjordby",
    "questions": "/involvement?lang=en&programme=fjordby&view=items",
    "indicators": "/indicators?lang=en&programme=fjordby",
    "site": "/site/solsiden?lang=da&programme=fjordby",
    "principles": "/principles?lang=da&programme=fjordby&against=r1&item=l5",
    "participants": "/participants?lang=en&programme=fjordby&from=pre&to=post",
    "explore": "/explore?lang=da&programme=fjordby",
    "management": "/management?lang=nb&programme=fjordby",
    "sessions": "/sessions?lang=en&programme=fjordby&instrument=kor_rating&view=answers",
    "data": "/data?lang=en&programme=fjordby",
    "privacy": "/privacy?lang=en&programme=fjordby",
}
# What a page without a chart shows once it is filled.
FILLED = {
    "overview": ".change-line",
    "explore": ".ag-row",
    "site": ".site-page img",
    "indicators": ".matrix img",
    "data": ".listing",
    "privacy": ".prose h2",
}


def serve() -> None:
    """Serve the published example in a thread of this process."""
    server = create_server(create_app(Settings.from_environment()).server, host="127.0.0.1", port=PORT)
    threading.Thread(target=server.run, daemon=True).start()


def take(page: Page, name: str, path: Path) -> None:
    """Open a page, wait until its chart (or what it has instead) is drawn, and write the picture."""
    page.goto(f"http://127.0.0.1:{PORT}{PAGES[name]}")
    page.wait_for_selector(FILLED.get(name, ".js-plotly-plot .main-svg text"))
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.wait_for_load_state("networkidle")
    height = min(LOWEST, page.evaluate("document.documentElement.scrollHeight"))
    taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": SIZE["width"], "height": height})
    with Image.open(io.BytesIO(taken)) as picture:
        in_few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        in_few.save(path, optimize=True)


def main() -> None:
    """Write a picture per page into the folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    browser_path = next(found for name in CHROMIUM if (found := shutil.which(name)))
    serve()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for name in PAGES:
            take(page, name, folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
