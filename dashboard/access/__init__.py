"""Who may see and do what: decided once, before anything else of a request is looked at."""
