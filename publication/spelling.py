"""How texts that people write are compared."""

import unicodedata
from difflib import get_close_matches
from functools import lru_cache

BLANKS = " \t\n\u00a0\u2007\u2009\u200b\u202f\u2060\ufeff"


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """Return a text the way cells are compared: composed, trimmed, lower case."""
    return unicodedata.normalize("NFC", text).strip(BLANKS).lower()


@lru_cache(maxsize=1000)
def nearest(text: str, known: tuple[str, ...]) -> str:
    """Return the known text nearest to a misspelt one, or an en dash where none is near."""
    folded = {key(text_known): text_known for text_known in known if text_known.strip()}
    near = get_close_matches(key(text), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else "–"
