"""The page management: what it asks, answers, says and draws."""
