"""The dashboard behind a real nginx, with TLS and below a path: every link, file and script is under it."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import PAGES, ROOT, Reader, asked, free_port, running, settled

pytest_plugins = ["tests.chromium_fixtures"]
pytestmark = pytest.mark.browser
PREFIX = "/spor"
MAIN = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {site}
}}
"""


CADDY = """{
  admin off
  skip_install_trust
  auto_https disable_redirects
}
"""


def certificate(folder: Path) -> None:
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*made, *files], check=True, capture_output=True)


def documented(name: str, *changes: tuple[str, str]) -> str:
    """Return a web server's settings as documented, with the ports and files of a test."""
    site = (ROOT / "docs" / name).read_text()
    for pattern, put in changes:
        site, found = re.subn(pattern, put, site)
        assert found
    return site


def nginx(folder: Path, front: int, back: int) -> list[str]:
    certificate(folder)
    site = documented(
        "nginx.conf",
        ("listen 443", f"listen 127.0.0.1:{front}"),
        (r"127\.0\.0\.1:8050", f"127.0.0.1:{back}"),
        (r"/etc/ssl/certs/\S+;", f"{folder}/cert.pem;"),
        (r"/etc/ssl/private/\S+;", f"{folder}/key.pem;"),
        (r"data\.example\.org", "localhost"),
    )
    path = folder / "nginx.conf"
    path.write_text(MAIN.format(folder=folder, site=site))
    return ["nginx", "-p", str(folder), "-c", str(path), "-e", "stderr"]


def caddy(folder: Path, front: int, back: int) -> list[str]:
    site = documented(
        "Caddyfile",
        (r"127\.0\.0\.1:8050", f"127.0.0.1:{back}"),
        (r"\ndata\.example\.org", f"\nhttps://localhost:{front}"),
    )
    path = folder / "Caddyfile"
    path.write_text(CADDY + site)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(path)]


FRONTS = {"nginx": nginx, "caddy": caddy}


def answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def fronted(kind: str, folder: Path, example: Path) -> Iterator[str]:
    """Serve a copy of the example behind a web server; the address of readers is yielded."""
    var = Path(shutil.copytree(example, folder / "var"))
    front, back = free_port(), free_port()
    address = f"https://localhost:{front}{PREFIX}"
    command = FRONTS[kind](folder, front, back)
    # Caddy keeps the certificates it makes where its owner's data lie.
    told = {"PATH": f"{os.environ['PATH']}:/usr/sbin", "XDG_DATA_HOME": str(folder), "HOME": str(folder)}
    with running(var, folder / "server.log", back, REJSESPOR_URL=f"{address}/"):
        process = subprocess.Popen(command, env=os.environ | told, stderr=subprocess.DEVNULL)
        try:
            while not answers(front):
                assert process.poll() is None
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="module")
def base(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with fronted("nginx", tmp_path_factory.mktemp("nginx"), example) as address:
        yield address


@pytest.fixture
def behind(chromium: Browser, base: str) -> Iterator[Reader]:
    """A reader of the address below a path; whatever is asked beside it is trouble."""
    reader = Reader(chromium, f"{base}/")
    yield reader
    assert reader.troubles == []
    for context in chromium.contexts:
        context.close()


def page_at(behind: Reader, path: str) -> Page:
    page = behind.blank(locale="da-DK", ignore_https_errors=True)
    page.goto(behind.base + path.lstrip("/"))
    return page


def addresses(page: Page) -> set[str]:
    """Return where everything on a page leads to or comes from, written out."""
    found = page.eval_on_selector_all(
        "[href], [src], [action]",
        """all => all.map((one) =>
          one.getAttribute('href') || one.getAttribute('src') || one.getAttribute('action'))""",
    )
    return {
        urljoin(page.url, str(one)) for one in found if one and not one.startswith(("#", "data:", "blob:"))
    }


@pytest.mark.parametrize("name", PAGES)
def test_every_address_of_a_page_is_below_the_path(behind: Reader, name: str) -> None:
    page = settled(page_at(behind, PAGES[name]))
    found = addresses(page)
    assert len(found) > 20
    assert [one for one in found if not one.startswith(behind.base)] == []


@pytest.mark.parametrize("path", ["/meetings", "/actions", "/rounds"])
def test_so_is_every_address_of_a_plain_page(behind: Reader, path: str) -> None:
    page = page_at(behind, path)
    found = addresses(page)
    assert len(found) > 10
    assert [one for one in found if not one.startswith(behind.base)] == []


def test_links_files_and_choices_work_below_the_path(behind: Reader) -> None:
    page = settled(page_at(behind, "/"))
    page.locator("#nav-involvement").click()
    page.wait_for_url(f"{behind.base}involvement*")
    settled(page)
    way = page.locator(".js-plotly-plot a").first.get_attribute("xlink:href") or ""
    page.goto(urljoin(page.url, way))
    assert settled(page).url.startswith(f"{behind.base}site/")
    page.locator("#lang-en").click()
    page.wait_for_function("() => document.querySelector('.page')?.lang === 'en'")
    assert asked(settled(page))["lang"] == "en"
    files = page.evaluate("JSON.parse(document.getElementById('site-map').textContent).files").values()
    for file in files:
        assert page.request.get(urljoin(page.url, f"{file}.csv?programme=fjordby")).status == 200
    assert len(files) > 5


def test_a_meeting_is_held_below_the_path(behind: Reader) -> None:
    page = settled(page_at(behind, "/involvement"))
    page.locator("a[href*='/meetings/add']").click()
    page.locator("[name=title]").evaluate(
        "field => { field.closest('details').open = true; field.value = 'Maj'; }"
    )
    page.locator("form button").last.click()
    page.wait_for_url(f"{behind.base}meeting/*")
    assert [one for one in addresses(page) if not one.startswith(behind.base)] == []


def test_what_is_asked_beside_the_path_is_not_there(behind: Reader, base: str) -> None:
    page = behind.blank(ignore_https_errors=True)
    assert page.request.get(f"{base}/no-such-page").status == 404
    assert page.request.get(f"{base}x/change").status in (403, 404)


def test_cookies_are_for_the_address_alone(behind: Reader) -> None:
    page = page_at(behind, "/meetings")
    page.locator("form button").first.click()
    page.wait_for_load_state()
    assert all(one["secure"] and one["httpOnly"] for one in page.context.cookies())


def test_so_it_is_behind_caddy(chromium: Browser, example: Path, tmp_path: Path) -> None:
    with fronted("caddy", tmp_path, example) as address:
        reader = Reader(chromium, f"{address}/")
        found = addresses(settled(page_at(reader, "/involvement"))) | addresses(page_at(reader, "/meetings"))
        assert [one for one in found if not one.startswith(reader.base)] == []
        assert reader.troubles == []
