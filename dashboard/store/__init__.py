"""The store of what people write: meetings, decisions, what became of them, and live rounds."""
