"""The page printed: what it asks, answers, says and draws."""
