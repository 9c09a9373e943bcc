"""Operations of people who write for friends and groups, quote each other, and post pictures."""

import struct
import zlib

from tests.faults.grouping import join_group, make_group
from tests.faults.history import Record
from tests.faults.reacting import share, unshare
from tests.faults.relating import RELATING
from tests.faults.workload import Actor, Rates


def post_for_friends(actor: Actor) -> Record:
    """Write a post that friends may read."""
    return _post(actor, {"visibility": "friends"})


def post_in_group(actor: Actor) -> Record | None:
    """Write a post in a group; who is no member is refused."""
    if not actor.board.groups:
        return None
    groups = [group for group, _ in actor.board.groups]
    own = [group for group, owner in actor.board.groups if owner == actor.client.name]
    chosen = actor.random.choice(own if own and actor.random.random() < 0.5 else groups)
    return _post(actor, {"visibility": "group", "group": chosen})


def quote(actor: Actor) -> Record | None:
    """Quote somebody's post; one that may not be read, or shared, is refused."""
    quoted = actor.any_post()
    return _post(actor, {"quote_of": quoted}) if quoted else None


def post_picture(actor: Actor) -> Record:
    """Write a post with a picture, in one form."""
    body = actor.draft()
    files = {"media": ("red.png", red_square(actor.random.randrange(256)), "image/png")}
    record = actor.client.do("post.create", "POST", "/api/v1/posts/", json=body, files=files, has_media=True, **body)
    return actor.keep_post(record)


def _post(actor: Actor, more: dict[str, str]) -> Record:
    body = actor.draft() | more
    return actor.keep_post(actor.client.do("post.create", "POST", "/api/v1/posts/", json=body, **body))


def red_square(red: int, side: int = 16) -> bytes:
    """Return a picture of one colour, as PNG; ``red`` is from 0 to 255."""
    row = b"\x00" + bytes([red, 0, 0]) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(row * side)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PUBLISHING: Rates = RELATING | {
    post_for_friends: 18, post_in_group: 30, quote: 20, post_picture: 14, share: 12, unshare: 6,
    Actor.look: 24, Actor.delete: 10, make_group: 20, join_group: 30,
}  # fmt: skip
"""The usual operations, those of people who meet, and these."""
