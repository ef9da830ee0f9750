"""The page claim: what it asks, answers, says and draws."""
