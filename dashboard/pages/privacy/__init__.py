"""The page privacy: what it asks, answers, says and draws."""
