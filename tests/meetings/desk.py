"""Someone who puts a meeting together by the forms of its pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from flask.testing import FlaskClient

# A step of every kind of chart, by page and selection.
STEPS: Mapping[str, Mapping[str, str]] = {
    "change": {"page": "change", "instrument": "practice"},
    "answers": {"page": "change", "instrument": "practice", "view": "answers"},
    "rounds": {"page": "change", "instrument": "practice", "view": "waves"},
    "factors": {"page": "change", "instrument": "practice", "view": "factors"},
    "involvement": {"page": "involvement"},
    "questions at sites": {"page": "involvement", "view": "items"},
    "principles": {"page": "principles"},
    "principles compared": {"page": "principles", "against": "r1"},
    "participants": {"page": "participants"},
    "sessions": {"page": "sessions"},
    "marks at sessions": {"page": "sessions", "view": "answers"},
    "months of many": {"page": "management", "indicator": "violence"},
    "months of one": {"page": "management", "indicator": "violence", "sites": "solsiden"},
}
_BASE = {"programme": "fjordby"}


def _id(address: str) -> str:
    found = re.search(r"/meeting/([0-9a-f]+)", address)
    assert found, address
    return found.group(1)


@dataclass(frozen=True)
class Desk:
    """Forms sent to a dashboard in this process."""

    client: FlaskClient

    def meeting(self, steps: Sequence[str] = ()) -> str:
        """Make a meeting with steps on its agenda; its id is returned."""
        made = self.client.post(
            "/meetings", query_string=_BASE, data={"title": "Ledermøde", "day": "2026-03-02"}
        )
        meeting = _id(made.headers["Location"])
        for step in steps:
            added = self.client.post(
                "/meetings/add", query_string={**_BASE, **STEPS[step]}, data={"meeting": meeting}
            )
            assert added.status_code == 303, step
        return meeting

    def step_ids(self, meeting: str) -> list[str]:
        """Return the ids of a meeting's steps, in order."""
        page = self.client.get(f"/meeting/{meeting}").text
        return re.findall(r"/step/([0-9a-f]+)/remove", page)


def _post(address: str, query: Mapping[str, str], form: Mapping[str, str]) -> str:
    body = urlencode(form).encode()
    with urlopen(Request(f"{address}?{urlencode(query)}", body), timeout=60) as answer:
        return str(answer.url)


def served_meeting(base: str, steps: Sequence[str] = tuple(STEPS)) -> str:
    """Make a meeting on a dashboard that is served; its id is returned."""
    meeting = _id(_post(f"{base}/meetings", _BASE, {"title": "Ledermøde", "day": "2026-03-02"}))
    for step in steps:
        _post(f"{base}/meetings/add", {**_BASE, **STEPS[step]}, {"meeting": meeting})
    return meeting
