"""Figures from printed reports: which answers fit them, and what cannot be."""
