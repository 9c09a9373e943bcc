"""The rows that are measured, made by PostgreSQL: authors, their posts, readers and their ties; the same each time."""

from uuid import UUID

from django.db import connection

AUTHORS = 6_000
"""Author number n writes more often than n + 1: half of all posts are by a quarter of the authors."""
FEW, MANY = 10, 5_000
"""How many authors, beginning with the first, the readers of a group follow."""
READERS = 20
TIES = 500
"""How many blocks a reader of the third group has, and as many mutes: of every tenth author that it follows."""
FOLLOWERS = 10_000
"""Of the account whose post is fanned out."""
FOLLOWED = UUID(int=1 << 72)

ACCOUNT = "lpad(to_hex({}), 32, '0')::uuid"
PEOPLE = f"""
    INSERT INTO person (id, username, display_name, version)
    SELECT {ACCOUNT.format("n")}, 'person_' || n, 'Person ' || n, 1 FROM generate_series(1, {AUTHORS}) AS n
"""
# The ids are UUIDv7: 48 bits of milliseconds, the version, and what makes them different.
POSTS = f"""
    INSERT INTO posts_post (id, author_id, title, text, content_warning, language, visibility, likes_count,
                            comments_count, is_pulled, version, created_at)
    SELECT (lpad(to_hex(1700000000000 + n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
           {ACCOUNT.format(f"1 + floor({AUTHORS} * power(random(), 2))::bigint")}, '', 'Words number ' || n, '', '',
           'public', 0, 0, false, 1, now()
    FROM generate_series(%(first)s, %(last)s) AS n
"""
TIE = f"""
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), %(kind)s, %(source)s, {ACCOUNT.format("n * %(step)s + %(offset)s")}, 'active', 1
    FROM generate_series(1, %(count)s) AS n
"""
FOLLOW_ONE = f"""
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'follow', {ACCOUNT.format("1000000000 + n")}, %(target)s, 'active', 1
    FROM generate_series(1, {FOLLOWERS}) AS n RETURNING source_id
"""

Groups = dict[str, list[UUID]]


def fill(posts: int) -> Groups:
    """Write the authors, the first posts, and the readers of three groups with their ties; return these."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(PEOPLE)
    add_posts(1, posts)
    groups = {
        "few": _readers(1, FEW),
        "many": _readers(2, MANY),
        "ties": _readers(3, MANY),
    }
    for reader in groups["ties"]:
        _tie("mute", reader, TIES, step=MANY // TIES)
        _tie("block", reader, TIES, offset=MANY)
    analyse()
    return groups


def add_posts(first: int, last: int) -> None:
    """Write posts, each newer than those before."""
    with connection.cursor() as cursor:
        cursor.execute(POSTS, {"first": first, "last": last})
    analyse()


def add_followers() -> list[UUID]:
    """Write the followers of one more account, and return them."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW_ONE, {"target": FOLLOWED})
        return [UUID(str(source_id)) for (source_id,) in cursor.fetchall()]


def analyse() -> None:
    """Let PostgreSQL know what the tables contain."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _readers(group: int, followees: int) -> list[UUID]:
    readers = [UUID(int=(group << 80) + number) for number in range(READERS)]
    for reader in readers:
        _tie("follow", reader, followees)
    return readers


def _tie(kind: str, source: UUID, count: int, *, step: int = 1, offset: int = 0) -> None:
    values = {"kind": kind, "source": source, "count": count, "step": step, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(TIE, values)
