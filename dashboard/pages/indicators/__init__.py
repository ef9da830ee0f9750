"""The page indicators: what it asks, answers, says and draws."""
