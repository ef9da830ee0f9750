"""The page sites: every site of a programme, each with the way to its page."""
