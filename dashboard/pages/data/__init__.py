"""The page data: what it asks, answers, says and draws."""
