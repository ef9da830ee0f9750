"""Everything that one who may see some sites is served: every page, callback, file and address."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from flask.testing import FlaskClient

from dashboard.pages import PAGES
from tests.access.conftest import OURS

# What is drawn anew each time, and when a file of ours was last touched.
_PASSING = re.compile(rb'"end_id":"[^"]*"|\?m=[0-9.]+')
LANG = {"lang": "en"}
BASE = {"programme": "fjordby", **LANG}


def callbacks(browser: FlaskClient) -> list[dict[str, Any]]:
    found = json.loads(browser.get("/_dash-dependencies").data)
    return [one for one in found if not one["clientside_function"]]


def _filled(part: Mapping[str, str], values: Mapping[str, object]) -> dict[str, object]:
    return {"id": part["id"], "property": part["property"], "value": values.get(part["property"], "")}


def asked(one: Mapping[str, Any], query: Mapping[str, str], path: str) -> dict[str, Any]:
    """Return what a browser sends to a callback for a selection."""
    search = "?" + "&".join(f"{name}={value}" for name, value in query.items())
    values = {"pathname": path, "search": search, "data": query, "value": "", "n_clicks": 1, "is_open": True}
    given = {name: [_filled(part, values) for part in one[name]] for name in ("inputs", "state")}
    parts = [part.rsplit(".", 1) for part in str(one["output"]).strip(".").split("...")]
    outputs = [{"id": name, "property": prop.split("@")[0]} for name, prop in parts]
    is_list = str(one["output"]).startswith("..")
    changed = [f"{p['id']}.{p['property']}" for p in given["inputs"]]
    return {
        "output": one["output"],
        "outputs": outputs if is_list else outputs[0],
        "changedPropIds": changed,
        **given,
    }


def ask(browser: FlaskClient, one: Mapping[str, Any], query: Mapping[str, str], path: str) -> bytes:
    answer = browser.post("/_dash-update-component", json=asked(one, query, path), headers=OURS)
    assert answer.status_code < 500, (one["output"], query)
    return bytes(answer.data)


def _page_of(one: Mapping[str, Any]) -> str:
    output = str(one["output"]).strip(".")
    return next((page for page in PAGES if output.startswith(f"{page}-")), "overview")


def offered(browser: FlaskClient, page: str, query: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what the bar offers on a page after a choice."""
    one = next(one for one in callbacks(browser) if str(one["output"]).strip(".").startswith("bar-"))
    said = json.loads(ask(browser, one, {**query, "page": page}, PAGES[page].path)).get("response", {})
    found = {name: value.get("options") for name, value in said.items() if name.startswith("bar-")}
    return {name[4:]: [each["value"] for each in options or []] for name, options in found.items()}


def selections(browser: FlaskClient, page: str, base: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield selections that the bar leads to: each value of each control, and waves by groups."""
    first = offered(browser, page, base)
    yield {**base}
    for name, values in first.items():
        if name in PAGES[page].controls and name != "programme":
            yield from ({**base, name: value} for value in values)
    if page == "explore":
        for instrument in first["instrument"]:
            known = offered(browser, page, {**base, "instrument": instrument})
            ends = product(known["from"], known["to"], known["group"])
            named = {**base, "instrument": instrument}
            yield from ({**named, "from": start, "to": end, "group": one} for start, end, one in ends)


def pages(browser: FlaskClient, base: Mapping[str, str], site: str) -> Iterator[tuple[str, bytes]]:
    """Yield what every page, its layout, callbacks and files answer to an address."""
    search = "?" + "&".join(f"{name}={value}" for name, value in base.items())
    known = callbacks(browser)
    layout = next(one for one in known if str(one["output"]).strip(".").startswith("_pages_content"))
    for name, page in PAGES.items():
        path = page.path.replace("<site>", site)
        yield f"page {name}", clean(browser.get(path + search).data)
        sent = asked(layout, base, path)
        sent["inputs"][1]["value"] = search
        answer = browser.post("/_dash-update-component", json=sent, headers=OURS)
        yield f"layout {name}", clean(answer.data)
        yield from files(browser, name, base)
    for one in known:
        page_name = _page_of(one)
        path = PAGES[page_name].path.replace("<site>", site)
        query = {**base, "page": page_name, **({"site": site} if page_name == "site" else {})}
        yield f"callback {one['output']}", clean(ask(browser, one, query, path))


def files(browser: FlaskClient, page: str, query: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a page for a selection."""
    for ending in PAGES[page].files:
        answer = browser.get(f"/files/{page}.{ending}", query_string=dict(query))
        assert answer.status_code < 500, (page, ending, query)
        yield f"file {page}.{ending}", answer.data


def charts(browser: FlaskClient, base: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield every card, table and CSV file of every selection that is offered."""
    own = {page: [one for one in callbacks(browser) if _page_of(one) == page] for page in PAGES}
    for page in ("change", "involvement", "principles", "management", "explore", "claim"):
        for query in selections(browser, page, base):
            for one in own[page] if page != "explore" else ():
                yield f"{one['output']} {query}", ask(browser, one, query, PAGES[page].path)
            answer = browser.get(f"/files/{page}.csv", query_string={**query, "separator": "comma"})
            yield f"csv {page} {query}", answer.data


def clean(answer: bytes) -> bytes:
    """Return an answer without what passes."""
    return _PASSING.sub(b"", answer)


def addresses(browser: FlaskClient, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, method, address) of everything the server answers, its parts filled with ids."""
    for rule in browser.application.url_map.iter_rules():
        filled = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: known.get(part[1], "change"), filled)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule.rule, method, filled
