"""Answers kept per publication: what a selection needs is worked out once."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson
from flask import Flask
from flask_caching import Cache
from flask_caching.backends.simplecache import SimpleCache

from dashboard.report.offered import EVERYONE
from dashboard.report.selection import Selection
from dashboard.settings import Settings
from dashboard.store.scope import SCOPE
from publication.places import DEFAULT_DATA
from publication.reading import Publication

Answer = TypeVar("Answer")
KEPT = 2000
_CODE = tuple(DEFAULT_DATA.parent / folder for folder in ("dashboard", "publication"))
KEPT_BYTES = 64_000_000
# Seconds for Redis to answer, else an answer is worked out.
_WAIT = 0.5
_IN_PROCESS = {
    "CACHE_TYPE": "dashboard.report.cache.BoundedCache",
    "CACHE_THRESHOLD": KEPT,
    "CACHE_DEFAULT_TIMEOUT": 0,
}


class BoundedCache(SimpleCache):
    """A cache in this process that forgets its oldest answers once they take too many bytes together."""

    def set(self, key: str, value: Any, timeout: Any = None) -> bool | None:
        """Keep an answer."""
        with self._lock:
            kept: bool | None = super().set(key, value, timeout)
            while sum(len(answer) for _, answer in self._cache.values()) > KEPT_BYTES:
                del self._cache[next(iter(self._cache))]
            return kept


def make_cache(server: Flask, settings: Settings) -> Cache:
    """Return a cache of what becomes JSON: in this process, or in Redis where the settings name one."""
    if not settings.cache_url:
        return cache_here(server)
    cache = Cache()
    cache.init_app(server, in_redis(settings.cache_url, settings.data))
    return cache


def cache_here(server: Flask) -> Cache:
    """Return a cache in this process, of whatever there is."""
    cache = Cache()
    cache.init_app(server, _IN_PROCESS)
    return cache


def in_redis(address: str, data: Path) -> dict[str, object]:
    """Return the settings of a cache that outlives the process: its keys name the code that fills it.

    And what it reads beside publications, from the folder of definitions and words.
    """
    return {
        "CACHE_TYPE": "dashboard.report.redis_cache.RedisAnswers",
        "CACHE_REDIS_URL": address,
        "CACHE_KEY_PREFIX": f"rejsespor-{_digest(data)[:16]}-",
        "CACHE_DEFAULT_TIMEOUT": 86_400,
        "CACHE_OPTIONS": {"socket_timeout": _WAIT, "socket_connect_timeout": _WAIT},
    }


def _digest(data: Path) -> str:
    """Return a digest of code and words: what an earlier release worked out is not shown by this one."""
    # What a data folder lacks is the repository's.
    folders = (*_CODE, *(DEFAULT_DATA / name for name in ("words", "prose", "prompts")), data)
    files = {path for folder in folders for path in folder.rglob("*")}
    sources = (path for path in files if path.suffix in (".py", ".toml", ".md", ".csv"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()


def _is_offered(publication: Publication, selection: Selection) -> bool:
    """Say whether a group is one there is: of others there is no end."""
    group = selection.group
    return group == EVERYONE or publication.option(*selection.waves, group) is not None


def remembered(
    cache: Cache, name: str, publication: Publication, selection: Selection, work_out: Callable[[], Answer]
) -> Answer:
    """Return what was worked out for a selection of a publication, working it out at the first time."""
    if not _is_offered(publication, selection):
        return work_out()
    key = f"{name}|{_scope()}|{publication.key}|{publication.published_on}|{selection}"
    found: Answer | None = cache.get(key)
    if found is None:
        found = work_out()
        cache.set(key, found)
    return found


def _scope() -> str:
    """Return what whoever asks may see: nobody is answered with what another saw of more."""
    seen = SCOPE.get()
    return "*" if seen is None else seen.key


def plain(answer: object) -> Any:
    """Return components as the JSON they become, so that a cached answer costs nothing to write again."""
    return orjson.loads(orjson.dumps(answer, default=lambda component: component.to_plotly_json()))
