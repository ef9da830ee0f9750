"""A meeting with a step of every kind of chart, put together by the forms of a dashboard that is served."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from urllib.request import Request, urlopen

# A step of every kind of chart, by page and selection.
STEPS: Mapping[str, Mapping[str, str]] = {
    "change": {"page": "change", "instrument": "practice"},
    "answers": {"page": "change", "instrument": "practice", "view": "answers"},
    "rounds": {"page": "change", "instrument": "practice", "view": "waves"},
    "factors": {"page": "change", "instrument": "practice", "view": "factors"},
    "citizens": {"page": "change", "instrument": "citizens"},
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
