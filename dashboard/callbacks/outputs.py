"""What a callback returns: the value of each of its outputs, by name."""

from typing import Any

Outputs = dict[str, Any]
