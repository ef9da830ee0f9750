"""How long a filter change takes, as a ratio to a bare Dash app that returns a ready figure as large.

Both servers run as processes of their own under waitress; one client asks them in turn.

Usage: python bench/filter_change.py [--var DIR]   (after `make example`)
"""

import argparse
import http.client
import json
import multiprocessing
import statistics
import time
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, dcc, html
from waitress import serve

from dashboard.app import create_app
from dashboard.settings import Settings
from publication.places import DEFAULT_DATA

ROOT = Path(__file__).parents[1]

ROUNDS = 200
PRODUCT, BARE = 18050, 18051
UPDATE = "/_dash-update-component"
JSON = {"Content-Type": "application/json"}
GROUPS = ("all", "practitioner", "practitioner.fjordby", "leader", "practitioner.fjordby.solsiden", "other")


def run_product(var: Path, data: Path = DEFAULT_DATA) -> None:
    """Serve the product, and an address that empties its cache."""
    app = create_app(Settings(var=var, data=data))
    cache = app.server.extensions["rejsespor"].cache
    app.server.add_url_rule("/forget", "forget", lambda: str(cache.clear()))
    app.server.test_client().get("/")
    serve(app.server, port=PRODUCT, threads=4, _quiet=True)


def run_bare(figure: Any) -> None:
    """Serve a Dash app whose one callback returns a ready figure."""
    app = Dash("bare")
    app.layout = html.Div([dcc.Store(id="selection"), dcc.Graph(id="graph")])
    app.callback(Output("graph", "figure"), Input("selection", "data"))(lambda _: figure)
    app.server.test_client().get("/")
    serve(app.server, port=BARE, threads=4, _quiet=True)


class Client:
    """A browser's part: one kept connection, one callback."""

    def __init__(self, port: int, graph: str) -> None:
        """Wait for the server and learn what its chart's callback is called."""
        self._http = http.client.HTTPConnection("127.0.0.1", port)
        self._wait()
        listed = json.loads(self.get("/_dash-dependencies"))
        self._listed = [one["output"] for one in listed]
        self._output = next(name for name in self._listed if f"{graph}.figure" in name)

    def _wait(self) -> None:
        for _ in range(100):
            try:
                return self._http.connect()
            except OSError:
                time.sleep(0.2)
        raise SystemExit("the server did not start")

    def get(self, path: str) -> bytes:
        """Fetch a path."""
        self._http.request("GET", path)
        return self._http.getresponse().read()

    def update(self, query: Mapping[str, str], wanted: str = "") -> bytes:
        """Run the chart's callback for a selection; or the one that has a wanted output."""
        output = next(name for name in self._listed if wanted in name) if wanted else self._output
        parts = [part.rsplit(".", 1) for part in output.strip(".").split("...")]
        outputs = [{"id": one, "property": prop} for one, prop in parts]
        body = {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": [{"id": "selection", "property": "data", "value": query}],
            "changedPropIds": ["selection.data"],
            "state": [],
        }
        self._http.request("POST", UPDATE, json.dumps(body), JSON)
        answer = self._http.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"status {answer.status}")
        return content


def milliseconds(client: Client, query: Mapping[str, str]) -> float:
    """Return how long one filter change takes."""
    start = time.perf_counter()
    client.update(query)
    return (time.perf_counter() - start) * 1000


def measure(product: Client, bare: Client) -> dict[str, list[float]]:
    """Ask the three in turn: the floor, an answer not worked out before, the same again."""
    times: dict[str, list[float]] = {"floor": [], "uncached": [], "cached": []}
    for group in islice(cycle(GROUPS), ROUNDS):
        query = {"page": "change", "lang": "da", "programme": "fjordby", "group": group}
        product.get("/forget")
        times["floor"].append(milliseconds(bare, query))
        times["uncached"].append(milliseconds(product, query))
        times["cached"].append(milliseconds(product, query))
    return times


def main() -> None:
    """Print the medians and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    spawn = multiprocessing.get_context("spawn")
    spawn.Process(target=run_product, args=(parser.parse_args().var,), daemon=True).start()
    product = Client(PRODUCT, "change-graph")
    first = product.update({"page": "change", "programme": "fjordby", "lang": "da"})
    figure = json.loads(first)["response"]["change-graph"]["figure"]
    spawn.Process(target=run_bare, args=(figure,), daemon=True).start()
    times = measure(product, Client(BARE, "graph"))
    floor = statistics.median(times["floor"])
    for name, measured in times.items():
        middle = statistics.median(measured)
        print(f"{name:9} {middle:6.2f} ms   ratio {middle / floor:.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
