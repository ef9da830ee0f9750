"""The paper: a whole programme to be read without a server, as PDF or as one HTML file."""
