"""The page change: what it asks, answers, says and draws."""
