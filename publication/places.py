"""Where things lie: the data folder people write in, and `var` that everything built goes to."""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_DATA = Path(__file__).parents[1] / "data"
DEFAULT_VAR = Path(__file__).parents[1] / "var"


@dataclass(frozen=True, slots=True)
class Places:
    """The two folders every command works on."""

    data: Path = DEFAULT_DATA
    var: Path = DEFAULT_VAR

    @property
    def warehouse(self) -> Path:
        """The DuckDB file with the answers as they were given; only etl opens it."""
        return self.var / "warehouse.duckdb"

    def publications(self, programme: str) -> Path:
        """The folder of a programme's numbered publications and the pointer CURRENT."""
        return self.var / "publications" / programme

    def report(self, programme: str, command: str) -> Path:
        """All faults of the last attempt to load or check; its owner's alone, since it repeats cells."""
        return self.var / "reports" / f"{programme}-{command}.csv"

    def refusals(self, programme: str) -> Path:
        """What the last load refused: files, rules and lines, for the page about the data."""
        return self.var / "refusals" / f"{programme}.json"
