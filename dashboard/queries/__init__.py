"""Questions to a publication: cursor and selection in, frame out."""
