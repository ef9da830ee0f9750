"""What several pages ask of a publication: rows of answers, groups, people."""
