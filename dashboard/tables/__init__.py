"""Every number behind a chart: answers in, statistics out, one row per thing drawn.

Page, table twin, download and `rejsespor show` all read the same rows.
"""
