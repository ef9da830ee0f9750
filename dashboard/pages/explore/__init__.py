"""The page explore: what it asks, answers, says and draws."""
