"""What the callbacks of all cards share, and the filter bar's."""
