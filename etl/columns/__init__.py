"""What a column of a form may hold, and how its cells become values."""
