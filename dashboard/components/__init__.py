"""Functions that return components; none of them asks a publication for counts."""
