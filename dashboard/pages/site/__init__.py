"""The page site: what it asks, answers, says and draws."""
