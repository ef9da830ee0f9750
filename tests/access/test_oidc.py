"""Logging in at a real provider, a process of its own on this machine: code flow, PKCE, state, nonce."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.access.conftest import OURS, Installation, installed
from tests.chromium import free_port

PROVIDER = """
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
from oidc_provider_mock import User, app
class Quiet(WSGIRequestHandler):
    def log_message(self, *_): pass
people = [
    User(sub="anna", claims={"groups": ["leads"], "preferred_username": "anna@work"}),
    User(sub="eve", claims={"groups": ["strangers"]}),
    User(sub="many", claims={"groups": {"pointer": "elsewhere"}}),
]
make_server("127.0.0.1", int(sys.argv[1]), app(user_claims=people), handler_class=Quiet).serve_forever()
"""
SETTINGS = """
groups = [{{ name = "leads", role = "facilitator", programmes = ["fjordby"] }}]
[oidc]
issuer = "{issuer}"
client_id = "rejsespor"
client_secret_file = "{secret}"
"""


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    log = (tmp_path_factory.mktemp("provider") / "log").open("wb")
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", PROVIDER, str(port)], stderr=log)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + 60
    while True:
        try:
            urlopen(f"{address}/.well-known/openid-configuration", timeout=5).close()
            break
        except URLError:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(10)
    log.close()


@pytest.fixture
def with_provider(example: Path, tmp_path: Path, issuer: str) -> Installation:
    (tmp_path / "secret").write_text("a secret of ours\n")
    return installed(example, tmp_path, SETTINGS.format(issuer=issuer, secret=tmp_path / "secret"))


def led(browser: FlaskClient, to: str = "/change") -> str:
    """Return where the provider is asked, as somebody wants to see a page."""
    first = browser.get(to)
    assert first.status_code == 302
    second = browser.get(first.headers["Location"])
    return browser.get(second.headers["Location"]).headers["Location"]


def agreed(address: str, sub: str) -> str:
    """Log in at the provider; return the address it leads back to, without the host."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=10)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_in(browser: FlaskClient, sub: str, to: str = "/change") -> TestResponse:
    return browser.get(agreed(led(browser, to), sub))


def test_the_provider_is_asked_as_it_should_be(with_provider: Installation) -> None:
    asked = parse_qs(urlsplit(led(with_provider.browser())).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) > 20
    assert len(asked["nonce"][0]) > 15


def test_somebody_of_a_known_group_is_in_and_sees_what_they_wanted(with_provider: Installation) -> None:
    browser = with_provider.browser()
    into = come_in(browser, "anna", "/change?lang=en")
    assert (into.status_code, into.headers["Location"]) == (303, "/change?lang=en")
    page = browser.get("/change?lang=en")
    assert page.status_code == 200
    told = re.findall(r'id="site-map">(.*?)</script>', page.text)[0]
    assert json.loads(told)["person"] == "anna@work (anna)"


@pytest.mark.parametrize(("sub", "status"), [("eve", 403), ("many", 401)])
def test_no_known_group_is_no_access(with_provider: Installation, sub: str, status: int) -> None:
    browser = with_provider.browser()
    assert come_in(browser, sub).status_code == status
    assert browser.get("/change").status_code == 302


def test_another_state_or_a_code_used_twice_lets_nobody_in(with_provider: Installation) -> None:
    browser = with_provider.browser()
    back = agreed(led(browser), "anna")
    forged = re.sub(r"state=[^&]+", "state=forged", back)
    assert browser.get(forged).status_code == 401
    other = with_provider.browser()
    assert other.get(back).status_code == 401
    assert browser.get("/login/back").status_code == 401
    assert browser.get("/login/back?error=access_denied").status_code == 401
    assert browser.get("/change").status_code == 302


def test_a_provider_that_is_away_is_said_and_no_page_fails(example: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret of ours\n")
    settings = SETTINGS.format(issuer=f"http://127.0.0.1:{free_port()}", secret=tmp_path / "secret")
    browser = installed(example, tmp_path, settings).browser()
    assert browser.get("/login/provider").status_code == 502


def test_passwords_are_not_asked_where_there_are_no_accounts(with_provider: Installation) -> None:
    typed = {"name": "anna", "password": "anything at all"}
    assert with_provider.browser().post("/login", data=typed, headers=OURS).status_code == 403
