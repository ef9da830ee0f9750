"""Cells in temporary tables, as they are written and as small numbers."""
