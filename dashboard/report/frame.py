"""A report's table in a notebook: what the page shows, as a pandas frame."""

from typing import TYPE_CHECKING

from dashboard.report.report import Table

if TYPE_CHECKING:
    import pandas as pd


def frame_of(table: Table) -> "pd.DataFrame":
    """Return a table as a frame: a column each, counts whole, what is withheld or not there missing."""
    import pandas as pd

    frame = pd.DataFrame(dict(table.columns_of_values()))
    whole = [name for name, kind in table.kinds().items() if kind == "whole"]
    return frame.astype(dict.fromkeys(whole, "Int64"))
