"""The page sessions: what it asks, answers, says and draws."""
