"""One folder a page: what it asks, answers, says and draws."""
