"""The search for words wherever the stack keeps something: databases, Redis, queues, logs and files.

The search does not cover the files of PostgreSQL and RabbitMQ themselves: the write-ahead log and the space of deleted
rows and messages are overwritten in time and cannot be read through either. It does not cover ``social.log``, which
keeps what was published for seven days (ADR 106), and sent mails, which ``make run`` keeps as files.
"""

import hashlib
import subprocess
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pika
import redis

from manifest import SERVICES, service_named
from stack.handle import Handle
from stack.servers import postgres

NOT_SEARCHED = ("postgres", "rabbitmq", "mail", "secrets")
"""Folders of a stack."""
Place = tuple[str, bytes]
"""Where something is kept, for readers, and what."""


def traces(stack: Handle, words: Collection[str], *, digests: Collection[str] = ()) -> list[str]:
    """Return where any of the words still is, and where a file is whose SHA-256 is among the digests."""
    forms = [form for word in words for form in (word.encode(), word.encode().hex().encode())]
    found = [place for place, kept in everything(stack) if any(form in kept for form in forms)]
    return found + [str(file) for file in files(stack) if digests and digest_of(file) in digests]


def everything(stack: Handle) -> Iterator[Place]:
    """Yield all that the stack keeps, place by place."""
    yield from ((f"the database of {each.name}", dumped(stack, each.name)) for each in SERVICES)
    yield from _redis(stack)
    yield from _messages(stack)
    yield from ((str(file), content_of(file)) for file in files(stack))


def dumped(stack: Handle, service: str) -> bytes:
    """Return all rows of a service's database."""
    binaries = postgres.binaries(stack.layout.database(service_named(service).package))
    command = [binaries / "pg_dump", "--data-only", stack.database_url(service, as_admin=True)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def files(stack: Handle) -> Iterator[Path]:
    """Yield every file of the stack that is searched: logs, pictures, uploads, exports, what nginx keeps."""
    layout = stack.layout
    excluded = [layout.run_dir / name for name in NOT_SEARCHED]
    for folder in (layout.run_dir, layout.volatile_dir):
        for path in folder.rglob("*"):
            if path.is_file() and not any(path.is_relative_to(each) for each in excluded):
                yield path


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content_of(file)).hexdigest()


def content_of(file: Path) -> bytes:
    """Return the bytes of a file; nothing when it was deleted meanwhile."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _redis(stack: Handle) -> Iterator[Place]:
    store = redis.Redis.from_url(stack.redis_url())
    for key in store.scan_iter(count=1000):
        yield f"Redis: {key!r}", key + (store.dump(key) or b"") + _values(store, key)


def _values(store: redis.Redis, key: bytes) -> bytes:
    """Return the values as text: a dump may compress them."""
    reads: dict[bytes, Callable[[], object]] = {
        b"string": lambda: store.get(key),
        b"hash": lambda: store.hgetall(key),
        b"zset": lambda: store.zrange(key, 0, -1),
        b"set": lambda: store.smembers(key),
        b"list": lambda: store.lrange(key, 0, -1),
    }
    return repr(reads.get(store.type(key), bytes)()).encode()


def _messages(stack: Handle) -> Iterator[Place]:
    """Yield the messages in the queues of all services; they stay where they are."""
    listed = stack.rabbitmqctl("list_queues", "-p", "kith", "name", "--no-table-headers", "--silent").split()
    for package in [each.package for each in SERVICES]:
        with pika.BlockingConnection(pika.URLParameters(stack.broker_url(package))) as connection:
            own = [queue for queue in listed if queue.startswith(f"{package}.")]
            yield from (place for queue in own for place in _messages_of(connection.channel(), queue))


def _messages_of(channel: pika.adapters.blocking_connection.BlockingChannel, queue: str) -> Iterator[Place]:
    """Yield the messages of one queue; all are returned to it when the channel is closed."""
    while True:
        method, properties, body = channel.basic_get(queue)
        if method is None:
            channel.close()
            return
        yield f"the queue {queue}", repr(properties.headers).encode() + body
