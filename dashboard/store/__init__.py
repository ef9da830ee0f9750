"""The store of what people write: meetings, decisions, live rounds, workshops, voices, words; and who may."""
