"""What a form's files are held to beyond single cells, and what is said of them."""
