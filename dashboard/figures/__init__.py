"""Frames in, plain plotly dictionaries out; `style` is the one place with colours and fonts."""
