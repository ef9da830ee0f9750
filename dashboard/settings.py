"""Where the dashboard finds its publications and words, and how it caches."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from publication.places import DEFAULT_DATA, DEFAULT_VAR


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next.

    Attributes:
        data: The folder with the words and prompts.
        var: The folder with the publications.
        cache_url: A Redis address to share the cache between workers; empty keeps it in the process.
        url: The address readers reach it under, such as https://data.example.org/spor/ behind a proxy; empty
            for this machine's own. Its host is answered to, its path stands before every address.
        access: The file that says how people log in; None where nobody does, for this machine alone.
        hosts: Further names it is reached under beside this machine's own.
        store_url: The address of the store of meetings; empty keeps it in a file beside the publications.
        writes: Whether anything can be written: meetings, decisions, rounds.
    """

    data: Path = DEFAULT_DATA
    var: Path = DEFAULT_VAR
    cache_url: str = ""
    url: str = ""
    access: Path | None = None
    hosts: frozenset[str] = frozenset()
    store_url: str = ""
    writes: bool = True

    @property
    def store(self) -> str:
        """The address of the store of meetings."""
        return self.store_url or f"sqlite:///{(self.var / 'store.db').absolute()}"

    @property
    def trusted_hosts(self) -> frozenset[str]:
        """The hosts it answers to beside this machine's own."""
        return self.hosts | {urlsplit(self.url).hostname or ""} - {""}

    @property
    def prefix(self) -> str:
        """What stands before every path: '' or '/spor'."""
        return urlsplit(self.url).path.rstrip("/")

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read REJSESPOR_DATA, _VAR, _CACHE_URL, _STORE_URL, _URL, _ACCESS and _HOSTS (commas between)."""
        access = os.environ.get("REJSESPOR_ACCESS")
        return cls(
            data=Path(os.environ.get("REJSESPOR_DATA", DEFAULT_DATA)),
            var=Path(os.environ.get("REJSESPOR_VAR", DEFAULT_VAR)),
            cache_url=os.environ.get("REJSESPOR_CACHE_URL", ""),
            store_url=os.environ.get("REJSESPOR_STORE_URL", ""),
            access=Path(access) if access else None,
            url=os.environ.get("REJSESPOR_URL", ""),
            hosts=frozenset(os.environ.get("REJSESPOR_HOSTS", "").replace(",", " ").lower().split()),
        )
