"""The page principles: what it asks, answers, says and draws."""
