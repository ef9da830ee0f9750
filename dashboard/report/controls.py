"""The controls of the filter bar, as addresses name them."""

CONTROLS = (
    *("programme", "subject", "direction", "instrument", "from", "to", "group", "item", "round"),
    *("against", "view", "kind", "indicator", "rules", "sites", "since", "order"),
    *("sort", "filter", "columns"),
)
# What a reader does to a table itself: no control of the bar, and empty unless the address says it.
OF_THE_TABLE = ("sort", "filter", "columns")
CHOSEN = tuple(name for name in CONTROLS if name not in OF_THE_TABLE)
