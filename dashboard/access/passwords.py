"""Passwords, kept as argon2id digests: 19 MiB and two passes each (OWASP, Password Storage Cheat Sheet)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

# Letters; longer ones need no odd signs (NIST SP 800-63B, 3.1.1.2).
SHORTEST, LONGEST = 12, 256
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def digest(password: str) -> str:
    """Return what a password is checked by."""
    return _HASHER.hash(password)


@cache
def _of_nobody() -> str:
    return digest("nobody has this one")


def fits(password: str, known: str | None) -> bool:
    """Say whether a password is the one; of an account there is not, after the same time."""
    try:
        return _HASHER.verify(known or _of_nobody(), password) and known is not None
    except VerificationError:
        return False
