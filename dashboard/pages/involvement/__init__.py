"""The page involvement: what it asks, answers, says and draws."""
