"""Composite scores over items: what they are, and which of their figures tell nobody's answers."""
