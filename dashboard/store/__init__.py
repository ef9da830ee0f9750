"""The store of what people write: meetings, decisions, what became of them, live rounds, and voices."""
