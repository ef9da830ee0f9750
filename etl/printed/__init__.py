"""Figures of printed reports: whole answers that fit them."""
