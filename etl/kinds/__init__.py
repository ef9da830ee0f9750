"""The kinds of content a file can have: what its columns are and what is written of it."""
