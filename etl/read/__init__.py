"""One module per file format and one per kind of content."""
