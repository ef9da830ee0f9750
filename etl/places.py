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
