"""Tags in one cell: ids or names of items, with ';' or '|' or a new line between, or commas."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from publication.sql import text_map, texts_list

_BETWEEN = r"\s*[;|\n]\s*"
_COMMA = r"\s*,\s*"


@dataclass(frozen=True, slots=True)
class Tags:
    """Tags by what people write for them (as cells are compared): a VARCHAR[] of ids, each once, in order.

    A name may hold a comma itself; only what is no tag as it stands is parted at its commas.
    """

    codes: Mapping[str, str]

    @property
    def sql_type(self) -> str:
        """VARCHAR[]."""
        return "VARCHAR[]"

    @property
    def limits(self) -> str:
        """The tags there are, for a person."""
        return ", ".join(dict.fromkeys(self.codes.values()))

    def typed(self, cell: str) -> str:
        """Return the SQL of the tags' ids; NULL where the cell is blank."""
        ids = f"list_transform({self._parts(cell)}, lambda part: {text_map(self.codes)}[part])"
        return f"CASE WHEN {cell} <> '' THEN list_sort(list_distinct({ids})) END"

    def rules(self, cell: str) -> dict[str, str]:
        """Return the condition of `unknown_tag`."""
        return {"unknown_tag": f"NOT list_has_all({texts_list(self.codes)}, {self._parts(cell)})"}

    def first_unknown(self, cell: str) -> str:
        """Return the first text in a cell that is no tag, or nothing."""
        parts = [part.strip().lower() for part in re.split(_BETWEEN, cell)]
        each = [tag for part in parts for tag in ([part] if part in self.codes else re.split(_COMMA, part))]
        return next((tag for tag in each if tag and tag not in self.codes), "")

    def _parts(self, cell: str) -> str:
        whole = f"string_split_regex({cell}, '{_BETWEEN}')"
        each = (
            f"list_transform({whole}, lambda part: CASE WHEN list_contains({texts_list(self.codes)}, part)"
            f" THEN [part] ELSE string_split_regex(part, '{_COMMA}') END)"
        )
        return f"list_filter(flatten({each}), lambda part: part <> '')"
