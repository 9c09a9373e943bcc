"""The counters of the ``limits`` library in Redis, by a shorter way for the step that every request takes."""

import threading

from limits.storage import RedisStorage
from redis import Connection
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.exceptions import NoScriptError
from redis.retry import Retry


class Storage(RedisStorage):  # type: ignore[misc]
    """Keeps one connection per thread for the library's script: redis-py's pool doubles the cost of a request's count.

    Nothing is tried twice: the caller goes on without a count.
    """

    def __init__(self, url: str, prefix: str, *, timeout_seconds: float) -> None:
        options = {
            "socket_timeout": timeout_seconds,
            "socket_connect_timeout": timeout_seconds,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(url, key_prefix=prefix, **options)
        self._options = parse_url(url) | options
        self._local = threading.local()

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count one use and return whether it was within the limit. Raises RedisError."""
        keys = [self.prefixed_key(self._previous_window_key(key)), self.prefixed_key(self._current_window_key(key))]
        try:
            return bool(self._run(self.lua_acquire_sliding_window.sha, keys, [limit, expiry, amount]))
        except NoScriptError:
            return super().acquire_sliding_window_entry(key, limit, expiry, amount)  # loads the script too

    def _run(self, sha: str, keys: list[str], arguments: list[int]) -> object:
        connection = self._connection()
        try:
            connection.send_command("EVALSHA", sha, len(keys), *keys, *arguments)
            return connection.read_response()
        except NoScriptError:
            raise
        except BaseException:
            connection.disconnect()  # an answer that is still on its way belongs to nobody
            raise

    def _connection(self) -> Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = Connection(**self._options)
        return self._local.connection
