"""Questions to a publication: a cursor and a selection in, typed records out."""
