"""How many of those invited answered, wave by wave."""
