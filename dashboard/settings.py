"""Where the dashboard finds its publications and words, and how it caches."""

import os
from dataclasses import dataclass
from pathlib import Path

from publication.places import DEFAULT_DATA, DEFAULT_VAR


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one installation to the next.

    Attributes:
        data: The folder with the words and prompts.
        var: The folder with the publications.
        cache_url: A Redis address to share the cache between workers; empty keeps it in the process.
        hosts: The names it is reached under beside this machine's own, such as behind a proxy.
        store_url: The address of the store of meetings; empty keeps it in a file beside the publications.
        writes: Whether anything can be written: meetings, decisions, rounds.
    """

    data: Path = DEFAULT_DATA
    var: Path = DEFAULT_VAR
    cache_url: str = ""
    hosts: frozenset[str] = frozenset()
    store_url: str = ""
    writes: bool = True

    @property
    def store(self) -> str:
        """The address of the store of meetings."""
        return self.store_url or f"sqlite:///{(self.var / 'store.db').absolute()}"

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read REJSESPOR_DATA, REJSESPOR_VAR, REJSESPOR_CACHE_URL, REJSESPOR_STORE_URL and REJSESPOR_HOSTS.

        Hosts have commas between them.
        """
        return cls(
            data=Path(os.environ.get("REJSESPOR_DATA", DEFAULT_DATA)),
            var=Path(os.environ.get("REJSESPOR_VAR", DEFAULT_VAR)),
            cache_url=os.environ.get("REJSESPOR_CACHE_URL", ""),
            store_url=os.environ.get("REJSESPOR_STORE_URL", ""),
            hosts=frozenset(os.environ.get("REJSESPOR_HOSTS", "").replace(",", " ").lower().split()),
        )
