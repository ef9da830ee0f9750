"""Bytes of a file as a grid of cells: text, workbooks, SPSS, archives."""
