"""The page prose: what it asks, answers, says and draws."""
