"""Proposing a mapping for a file nobody described yet, for a person to confirm."""
