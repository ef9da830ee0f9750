"""Programmes, instruments, indicators, background and links as people write them."""
