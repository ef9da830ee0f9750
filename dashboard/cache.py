"""Answers kept per publication: what a selection needs is worked out once."""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from flask import Flask
from flask_caching import Cache

from dashboard.publication import Publication
from dashboard.selection import Selection
from dashboard.settings import Settings

Answer = TypeVar("Answer")
KEPT = 2000


def make_cache(server: Flask, settings: Settings) -> Cache:
    """Return a cache in this process, or in Redis where the settings name one."""
    config: dict[str, object] = {
        "CACHE_TYPE": "SimpleCache",
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


def remembered(
    cache: Cache, name: str, publication: Publication, selection: Selection, work_out: Callable[[], Answer]
) -> Answer:
    """Return what was worked out for a selection of a publication, working it out at the first time."""
    key = f"{name}|{publication.key}|{publication.published_on}|{selection}"
    found: Answer | None = cache.get(key)
    if found is None:
        found = work_out()
        cache.set(key, found)
    return found


def plain(answer: Any) -> Any:
    """Return components as the JSON they become, so that a cached answer costs nothing to write again."""
    return orjson.loads(orjson.dumps(answer, default=lambda component: component.to_plotly_json()))
