"""The page participants: what it asks, answers, says and draws."""
