"""A page that is not the product's: what CONTRIBUTING.md walks through, kept true by a test."""
