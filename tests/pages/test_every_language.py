"""Every page in every language, asked over HTTP; one language of each is looked at in a browser."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages import PAGES
from publication.places import DEFAULT_DATA
from tests.dashboards import LANGUAGES, Served

PLACES = {page: place.path.replace("<site>", "solsiden") for page, place in PAGES.items()}


@pytest.fixture(scope="module")
def dashboard(example: Path) -> Served:
    return Served(DEFAULT_DATA, example)


def parts(component: Any) -> list[dict[str, Any]]:
    """Return every component of a tree."""
    if isinstance(component, list):
        return [part for one in component for part in parts(one)]
    if not isinstance(component, dict):
        return []
    return [component, *(part for one in component.values() for part in parts(one))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", PLACES)
def test_a_page_says_its_language_and_has_one_heading(dashboard: Served, where: str, language: str) -> None:
    found = parts(json.loads(dashboard.at(PLACES[where], f"?lang={language}")))
    assert [part.get("type") for part in found].count("H1") == 1
    (page,) = (one for one in found if str(one.get("className")).startswith("page page-"))
    assert page["lang"] == language
