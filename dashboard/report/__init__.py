"""What an address asks for and what a report of it is made of."""
