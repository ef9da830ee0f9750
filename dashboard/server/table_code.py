"""The code that draws the analyst's table in the browser: large, and so fetched with the first table only."""

from pathlib import Path

import dash_ag_grid
from dash.fingerprint import build_fingerprint

_FILE = "dash_ag_grid.min.js"


def leave_out_of_every_page() -> None:
    """Have Dash serve the code without putting it on every page. What asks for it is `explore.js`."""
    for resource in dash_ag_grid._js_dist:
        if resource["relative_package_path"] == _FILE:
            resource["dynamic"] = True


def address_of_table_code(prefix: str) -> str:
    """Return where the code is served; the address tells versions apart, so that a browser may keep it.

    Args:
        prefix: What every address of the app begins with.
    """
    changed = int((Path(dash_ag_grid.__file__).parent / _FILE).stat().st_mtime)
    named = build_fingerprint(_FILE, dash_ag_grid.__version__, changed)
    return f"{prefix}_dash-component-suites/dash_ag_grid/{named}"
