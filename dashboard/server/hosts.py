"""The hosts the dashboard answers to: this machine, and those its settings name.

A page elsewhere can have its own name lead to this machine (DNS rebinding) and would then read every figure;
what it cannot change is the Host that its reader's browser sends.
"""

import re
from collections.abc import Collection
from ipaddress import ip_address

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?", re.IGNORECASE)
_THIS_MACHINE = "localhost"


def is_loopback(host: str) -> bool:
    """Say whether a name or address is this machine's own: localhost, 127.0.0.0/8, ::1."""
    try:
        return host == _THIS_MACHINE or ip_address(host).is_loopback
    except ValueError:
        return False


def is_trusted(header: str, hosts: Collection[str]) -> bool:
    """Say whether a Host header, with or without a port, names this machine or one of the hosts."""
    found = _HOST.fullmatch(header)
    if found is None:
        return False
    name = found[1].strip("[]").lower()
    return name in hosts or is_loopback(name)
