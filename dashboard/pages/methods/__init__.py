"""The page methods: what it asks, answers, says and draws."""
