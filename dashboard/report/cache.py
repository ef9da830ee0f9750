"""Answers kept per publication: what a selection needs is worked out once."""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from flask import Flask
from flask_caching import Cache
from flask_caching.backends.simplecache import SimpleCache

from dashboard.report.offered import EVERYONE
from dashboard.report.selection import Selection
from dashboard.settings import Settings
from publication.reading import Publication

Answer = TypeVar("Answer")
KEPT = 2000
KEPT_BYTES = 64_000_000


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
    """Return a cache in this process, or in Redis where the settings name one."""
    config: dict[str, object] = {
        "CACHE_TYPE": "dashboard.report.cache.BoundedCache",
        "CACHE_THRESHOLD": KEPT,
        "CACHE_DEFAULT_TIMEOUT": 0,
    }
    if settings.cache_url:
        config = {
            "CACHE_TYPE": "RedisCache",
            "CACHE_REDIS_URL": settings.cache_url,
            "CACHE_DEFAULT_TIMEOUT": 86_400,
        }
    cache = Cache()
    cache.init_app(server, config)
    return cache


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
    key = f"{name}|{publication.key}|{publication.published_on}|{selection}"
    found: Answer | None = cache.get(key)
    if found is None:
        found = work_out()
        cache.set(key, found)
    return found


def plain(answer: object) -> Any:
    """Return components as the JSON they become, so that a cached answer costs nothing to write again."""
    return orjson.loads(orjson.dumps(answer, default=lambda component: component.to_plotly_json()))
