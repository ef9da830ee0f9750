"""Logging in by a proxy's headers: believed from the proxy, from nobody else."""

import json
import re
from pathlib import Path

import pytest

from tests.access.conftest import Installation, installed

SETTINGS = """
groups = [{{ name = "leads", role = "facilitator", programmes = ["fjordby"] }}]
[proxy]
user_header = "X-Remote-User"
groups_header = "X-Remote-Groups"
secret_header = "X-Remote-Secret"
secret_file = "{secret}"
addresses = ["10.0.0.7", "192.168.3.0/24"]
"""
KNOWN = {"X-Remote-Secret": "between the two of us"}
ANNA = {"X-Remote-User": "anna", "X-Remote-Groups": "cooks, leads", **KNOWN}


@pytest.fixture(scope="module")
def behind(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("proxy")
    (folder / "secret").write_text("between the two of us\n")
    return installed(example, folder, SETTINGS.format(secret=folder / "secret"))


def status(behind: Installation, address: str, headers: dict[str, str]) -> int:
    return behind.browser().get("/change", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code


BELIEVED = {
    "10.0.0.7": 200,
    "192.168.3.250": 200,
    "::ffff:10.0.0.7": 200,
    "10.0.0.8": 302,
    "::1": 302,
    "": 302,
}


@pytest.mark.parametrize(("address", "found"), BELIEVED.items())
def test_it_is_believed_from_its_own_addresses(behind: Installation, address: str, found: int) -> None:
    assert status(behind, address, ANNA) == found


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Remote-User": "anna"},
        {"X-Remote-User": "", "X-Remote-Groups": "leads"},
        {"X-Remote-User": "anna", "X-Remote-Groups": "cooks"},
        {"X-Remote-User": "anna", "X-Remote-Groups": "leads-of-cooks"},
    ],
)
def test_no_name_or_no_known_group_is_no_access(behind: Installation, headers: dict[str, str]) -> None:
    assert status(behind, "10.0.0.7", KNOWN | headers) == 302


@pytest.mark.parametrize("secret", ["", "another", "between the two of u", "between the two of us, x"])
def test_without_the_secret_an_address_is_not_enough(behind: Installation, secret: str) -> None:
    """Any program of the proxy's machine has its address."""
    assert status(behind, "10.0.0.7", ANNA | {"X-Remote-Secret": secret}) == 302


def test_an_address_said_in_a_header_is_not_an_address(behind: Installation) -> None:
    lies = {"X-Forwarded-For": "10.0.0.7", "Forwarded": "for=10.0.0.7", "X-Real-IP": "10.0.0.7"}
    assert status(behind, "10.0.0.8", ANNA | lies) == 302


def test_a_name_is_read_as_it_is_written(behind: Installation) -> None:
    """And stands in a page as text, whatever it is."""
    name = "Åse </script><script>alert(1)</script>"
    headers = ANNA | {"X-Remote-User": name.encode().decode("latin-1")}
    page = behind.browser().get("/change", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.7"}).text
    told = json.loads(re.findall(r'id="site-map">(.*?)</script>', page)[0])
    assert told["person"] == name
