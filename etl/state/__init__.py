"""One command at a time, killed at any moment: locks, temporary data, what is mended, what is told."""
