"""The file with the answers as they were given: its schema, lock, recovery and workspace."""
