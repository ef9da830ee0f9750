"""The page overview: what it asks, answers, says and draws."""
