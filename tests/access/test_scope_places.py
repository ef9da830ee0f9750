"""Places are given by account or by group: programmes, municipalities, sites; unknown ones are refused."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.access.settings import Access, Group, read_access
from dashboard.cli import cli
from publication.faults import Refused
from publication.places import DEFAULT_DATA
from tests.access.conftest import PASSWORD

GROUPS = """
[[groups]]
name = "site-leads"
role = "facilitator"
programmes = [{places}]
"""


def account(var: Path, *said: str, language: str = "en") -> Result:
    asked = ["account", *said, "--var", str(var), "--data", str(DEFAULT_DATA)]
    return CliRunner().invoke(cli, asked, env={"REJSESPOR_LANGUAGE": language})


def add(var: Path, *places: str, language: str = "en") -> Result:
    named = [word for place in places for word in ("--programme", place)]
    return account(var, "add", "anna", *named, "--password", PASSWORD, language=language)


def test_an_account_is_for_the_places_that_are_said(tmp_path: Path) -> None:
    assert add(tmp_path, "fjordby/solsiden", "fjordby/elvestrand").exit_code == 0
    assert "fjordby/elvestrand, fjordby/solsiden" in account(tmp_path, "list").output


NOT_THERE = {"en": "no municipality or site", "da": "ingen kommune", "nb": "ingen kommune"}


@pytest.mark.parametrize("place", ["fjordby/nowhere", "fjordby/", "fjordby/elvestrand/kvernhuset"])
@pytest.mark.parametrize("language", NOT_THERE)
def test_an_unknown_place_is_refused_with_those_there_are(tmp_path: Path, place: str, language: str) -> None:
    refused = add(tmp_path, "fjordby/solsiden", place, language=language)
    assert refused.exit_code == 2
    assert NOT_THERE[language] in refused.output
    assert "fjordby/kvernhuset" in refused.output
    assert "anna" not in account(tmp_path, "list").output


def test_so_it_is_in_the_table_of_groups(tmp_path: Path) -> None:
    path = tmp_path / "access.toml"
    path.write_text(GROUPS.format(places='"fjordby/solsiden"'))
    assert read_access(path, DEFAULT_DATA).groups[0].programmes == ("fjordby/solsiden",)
    path.write_text(GROUPS.format(places='"fjordby", "fjordby/nowhere"'))
    with pytest.raises(Refused) as refused:
        read_access(path, DEFAULT_DATA)
    assert (refused.value.reason, refused.value.details["place"]) == ("no_place", "fjordby/nowhere")


def test_who_is_in_several_groups_sees_the_places_of_the_highest_role() -> None:
    access = Access(
        groups=(
            Group(name="a", role="viewer", programmes=("fjordby",)),
            Group(name="b", role="facilitator", programmes=("fjordby/solsiden",)),
            Group(name="c", role="facilitator", programmes=("fjordby/brygga",)),
        )
    )
    found = access.known_by("anna", ["a", "b", "c"])
    assert found is not None
    assert found.places == frozenset({"fjordby/solsiden", "fjordby/brygga"})
