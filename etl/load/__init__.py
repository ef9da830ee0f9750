"""Files matched to mappings, checked and written to the warehouse, all or nothing."""
