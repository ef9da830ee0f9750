"""The store of what people write: meetings, decisions, and what became of them. It holds no answers."""
