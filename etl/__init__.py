"""From export files to a frozen publication: read, check, load, publish."""
