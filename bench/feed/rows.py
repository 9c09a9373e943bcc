"""The rows that are measured, made by PostgreSQL: authors, their posts, readers and their ties; the same each time.

Posts have all visibilities; some have a picture, quote a post, or are shared.
"""

from uuid import UUID

from django.db import connection

AUTHORS = 6_000
"""Author number n writes more often than n + 1: half of all posts are by a quarter of the authors."""
FEW, MANY = 10, 5_000
"""How many authors, beginning with the first, the readers of a group follow."""
READERS = 20
FRIENDS = 5
"""How many of the first FEW authors are friends of each reader."""
GROUPS, JOINED = 100, 10
"""Group number n is written in more often than n + 1; each reader is a member of the first JOINED."""
TIES = 500
"""How many blocks a reader of the third group has, and as many mutes: of every tenth author that it follows."""
FOLLOWERS = 10_000
"""Of the account whose post is fanned out."""
FOLLOWED = UUID(int=1 << 72)
VISIBILITIES = [*["public"] * 6, *["followers"] * 2, "friends", "group"]
"""Of posts number 0 to 9, and so on."""
QUOTING_OF, PICTURES_OF, SHARED_OF = 16, 5, 8
"""One post of so many quotes a public one, has a picture, and is shared by an author."""

ACCOUNT = "lpad(to_hex({}), 32, '0')::uuid"
POST = "(lpad(to_hex(1700000000000 + {n}), 12, '0') || '7000{kind}000' || lpad(to_hex({n}), 12, '0'))::uuid"
"""A UUIDv7: 48 bits of milliseconds, the version, a digit that differs by kind, and the number."""
PEOPLE = f"""
    INSERT INTO person (id, username, display_name, version)
    SELECT {ACCOUNT.format("n")}, 'person_' || n, 'Person ' || n, 1 FROM generate_series(1, {AUTHORS}) AS n
"""


def key(n: str, kind: str = "8") -> str:
    """Return SQL for the key of post number ``n``, or for that of a picture (a) or a share (b) of it."""
    return POST.format(n=n, kind=kind)


def ranked(most: int) -> str:
    """Return SQL for the id of an author or a group up to a number; the lower the number, the likelier."""
    return ACCOUNT.format(f"1 + floor({most} * power(random(), 2))::bigint")


SERIES = "generate_series(%(first)s, %(last)s) AS n"
POSTS = [
    f"""
    INSERT INTO posts_post (id, author_id, title, text, content_warning, language, visibility, group_id, quote_of_id,
                            quoted_ids, media_count, likes_count, comments_count, shares_count, is_pulled, version,
                            created_at)
    SELECT {key("n")}, {ranked(AUTHORS)}, '', 'Words number ' || n, '', '', visibility,
           CASE WHEN visibility = 'group' THEN {ranked(GROUPS)} END, quoted,
           CASE WHEN quoted IS NOT NULL THEN ARRAY[quoted] END, (n %% {PICTURES_OF} = 0)::int, 0, 0,
           (n %% {SHARED_OF} = 1)::int, false, 1, now()
    FROM (
        SELECT n, (ARRAY{VISIBILITIES})[n %% 10 + 1] AS visibility,
               CASE WHEN n %% {QUOTING_OF} = 0 THEN {key("(n - n %% 10 - 9)")} END AS quoted
        FROM {SERIES}
    ) AS made
    """,
    f"""
    INSERT INTO media_picture (id, owner_id, state, width, height, blurhash)
    SELECT {key("n", "a")}, {ACCOUNT.format("1")}, 'kept', 960, 640, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj'
    FROM {SERIES} WHERE n %% {PICTURES_OF} = 0
    """,
    f"""
    INSERT INTO posts_medium (id, owner_id, picture_id, alt, post_id, position, created_at)
    SELECT {key("n", "a")}, {ACCOUNT.format("1")}, {key("n", "a")}, 'A sky.', {key("n")}, 0, now()
    FROM {SERIES} WHERE n %% {PICTURES_OF} = 0
    """,
    f"""
    INSERT INTO posts_share (id, post_id, sharer_id, state, version, place, changed_at)
    SELECT {key("n", "b")}, {key("n")}, {ranked(AUTHORS)}, 'on', 1, {key("n", "b")}, now()
    FROM {SERIES} WHERE n %% {SHARED_OF} = 1
    """,
]
TIE = f"""
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), %(kind)s, %(source)s, {ACCOUNT.format("n * %(step)s + %(offset)s")}, 'active', 1
    FROM generate_series(1, %(count)s) AS n
"""
FRIEND = f"""
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'friend', {ACCOUNT.format("n")}, %(reader)s, 'active', 1
    FROM generate_series(1, {FRIENDS}) AS n
"""
MEMBER = f"""
    INSERT INTO membership (id, group_id, account_id, role, state, version)
    SELECT gen_random_uuid(), {ACCOUNT.format("n")}, %(reader)s, 'member', 'active', 1
    FROM generate_series(1, {JOINED}) AS n
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
        for statement in POSTS:
            cursor.execute(statement, {"first": first, "last": last})
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
        with connection.cursor() as cursor:
            cursor.execute(FRIEND, {"reader": reader})
            cursor.execute(MEMBER, {"reader": reader})
    return readers


def _tie(kind: str, source: UUID, count: int, *, step: int = 1, offset: int = 0) -> None:
    values = {"kind": kind, "source": source, "count": count, "step": step, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(TIE, values)
