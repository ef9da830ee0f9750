"""Answers kept in Redis, for several processes and hosts."""

import logging
from typing import Any

import orjson
from cachelib.serializers import RedisSerializer
from flask_caching.backends.rediscache import RedisCache
from redis import RedisError

_LOG = logging.getLogger("rejsespor")


class _Json(RedisSerializer):
    """Answers as JSON: what lies in Redis is read and never run, as what Python pickles would be."""

    def dumps(self, value: Any, protocol: int = 0) -> bytes:
        return orjson.dumps(value)

    def loads(self, value: bytes | None) -> Any:
        try:
            return None if value is None else orjson.loads(value)
        except orjson.JSONDecodeError:
            return None


class RedisAnswers(RedisCache):
    """A cache of several processes and hosts; while it cannot be asked, answers are worked out."""

    serializer = _Json()

    def get(self, key: str) -> Any:
        """Return an answer; None where there is none."""
        try:
            return super().get(key)
        except RedisError as error:
            _LOG.error("the cache cannot be asked: %s", type(error).__name__)
            return None

    def set(self, key: str, value: Any, timeout: Any = None) -> Any:
        """Keep an answer."""
        try:
            return super().set(key, value, timeout)
        except RedisError as error:
            _LOG.error("the cache cannot be written: %s", type(error).__name__)
            return False
