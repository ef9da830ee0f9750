"""Logging in by a proxy's headers: believed from the proxy, from nobody else."""

from pathlib import Path

import pytest

from tests.access.conftest import Installation, installed

SETTINGS = """
groups = [{ name = "leads", role = "facilitator", programmes = ["fjordby"] }]
[proxy]
user_header = "X-Remote-User"
groups_header = "X-Remote-Groups"
addresses = ["10.0.0.7", "192.168.3.0/24"]
"""
ANNA = {"X-Remote-User": "anna", "X-Remote-Groups": "cooks, leads"}


@pytest.fixture(scope="module")
def behind(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return installed(example, tmp_path_factory.mktemp("proxy"), SETTINGS)


def status(behind: Installation, address: str, headers: dict[str, str]) -> int:
    return behind.browser().get("/change", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code


@pytest.mark.parametrize(
    ("address", "found"), [("10.0.0.7", 200), ("192.168.3.250", 200), ("10.0.0.8", 302), ("::1", 302)]
)
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
    assert status(behind, "10.0.0.7", headers) == 302


def test_an_address_said_in_a_header_is_not_an_address(behind: Installation) -> None:
    lies = {"X-Forwarded-For": "10.0.0.7", "Forwarded": "for=10.0.0.7", "X-Real-IP": "10.0.0.7"}
    assert status(behind, "10.0.0.8", ANNA | lies) == 302
