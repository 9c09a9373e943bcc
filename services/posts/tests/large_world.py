"""Fills the tables with generated rows: Zipf-distributed authors, followees, words, tags, and posts that accounts like.

``floor(n ^ random())`` is a rank from 1 to n whose probability is nearly proportional to 1 / rank (Zipf's law).
"""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from runtime.thoroughness import rounds

SIZE = rounds(30_000, 1_000_000)
"""So many posts, follows and likes; of everything else a part of that."""
ACCOUNTS, GROUPS, TAGS, WORDS = SIZE // 50, SIZE // 500, 5_000, 20_000
ACCOUNT, GROUP, POST, COMMENT = "a", "b", "c", "d"
START = int(time.time() * 1000) - SIZE * 1000
"""When the first post was made, in milliseconds since 1970; the others follow at intervals of a second, up to now."""
FIRST_DAYS = (datetime.fromtimestamp(START / 1000, UTC) + timedelta(days=2)).date()
"""The end of the two days in which the first posts were made, or of a shorter time."""


def key_of(kind: str, n: int) -> UUID:
    """Return the n-th UUIDv7 of a kind; those of posts and comments are in the order of their times."""
    at = START + n * 1000 if kind in (POST, COMMENT) else START
    return UUID(f"{at:012x}7000800{kind}{n:012x}")


KEY = f"""
    CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql AS $$
        SELECT (lpad(to_hex({START} + CASE WHEN kind IN ('{POST}', '{COMMENT}') THEN n * 1000 ELSE 0 END), 12, '0')
                || '7000800' || kind || lpad(to_hex(n), 12, '0'))::uuid
    $$
"""
"""A function like ``key_of``, for this connection."""


def key(kind: str, n: str) -> str:
    """Return SQL for the n-th UUIDv7 of a kind."""
    return f"pg_temp.key('{kind}', {n})"


def ranked(most: int) -> str:
    """Return SQL for a rank from 1 to ``most``: the lower, the more likely."""
    return f"floor(power({most}, random()))::bigint"


def any_of(most: int) -> str:
    """Return SQL for a number from 1 to ``most``."""
    return f"(1 + floor({most} * random()))::bigint"


READER, POPULAR, BIG_GROUP = key_of(ACCOUNT, 400), key_of(ACCOUNT, 1), key_of(GROUP, 1)
"""Somebody who follows many, who writes most and is followed most, and the group with most members."""
LIKED_POST, ANSWERED_COMMENT = key_of(POST, SIZE - 5), key_of(COMMENT, 1)
"""Those with most likes, comments and replies. Posts whose numbers end with 5 to 9 and 0 are public."""


def fill() -> None:
    """Write the rows, and let PostgreSQL know what the tables contain."""
    with connection.cursor() as cursor:
        cursor.execute(KEY)
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute("SET session_replication_role = replica")  # foreign keys are not checked: it takes half the time
        for statement in (*_people(), *_posts(), *_below_posts(), *_counts()):
            cursor.execute(statement)
        cursor.execute("RESET session_replication_role")
        cursor.execute("ANALYZE")


def _people() -> list[str]:
    account = key(ACCOUNT, any_of(ACCOUNTS))
    ranks = key(ACCOUNT, ranked(ACCOUNTS))
    reader = f"'{READER}'::uuid"
    return [
        f"""INSERT INTO person (id, username, display_name, version, avatar_path, avatar_blurhash, hides_connections,
            is_discoverable)
            SELECT {key(ACCOUNT, "n")}, 'person_' || n, 'Person ' || n, 1, '', '', false, true
            FROM generate_series(1, {ACCOUNTS}) AS n""",
        _ties("follow", account, ranks, SIZE + SIZE // 2),
        _ties("follow", reader, ranks, 300),
        _ties("follow", reader, f"'{POPULAR}'::uuid", 1),
        *(_ties(kind, account, account, SIZE // 20) for kind in ("block", "mute")),
        *(_ties(kind, reader, account, 50) for kind in ("block", "mute")),
        _ties("friend", f"least({account}, {ranks})", f"greatest({account}, {ranks})", SIZE // 10),
        _ties("friend", reader, key(ACCOUNT, f"(400 + {any_of(100)})"), 20),
        *(
            f"""INSERT INTO membership (id, group_id, account_id, role, state, version)
                SELECT gen_random_uuid(), {key(GROUP, ranked(GROUPS))}, {who}, 'member', 'active', 1
                FROM generate_series(1, {count}) ON CONFLICT DO NOTHING"""
            for who, count in ((account, SIZE // 10), (reader, 20))
        ),
        f"""INSERT INTO membership (id, group_id, account_id, role, state, version)
            VALUES (gen_random_uuid(), '{BIG_GROUP}', {reader}, 'member', 'active', 1) ON CONFLICT DO NOTHING""",
    ]


def _ties(kind: str, source: str, target: str, count: int) -> str:
    return f"""
        INSERT INTO tie (id, kind, source_id, target_id, state, version)
        SELECT gen_random_uuid(), '{kind}', source, target, 'active', 1
        FROM (SELECT {source} AS source, {target} AS target FROM generate_series(1, {count})) AS made
        WHERE source <> target ON CONFLICT DO NOTHING
    """


def _posts() -> list[str]:
    visibility = "(ARRAY['followers', 'friends', 'private', 'group'])[n % 10]"
    words = " || ' ' || ".join([f"'word' || {ranked(WORDS)}"] * 3)
    quoted = f"CASE WHEN n % 20 = 0 THEN {key(POST, 'n - 5')} END"
    return [
        f"""INSERT INTO posts_post (id, author_id, title, text, content_warning, language, visibility, group_id,
            reply_policy, hashtags, mentions, quote_of_id, quoted_ids, pinned_at, media_count, likes_count,
            comments_count, shares_count, bookmarks_count, is_pulled, version, created_at)
            SELECT {key(POST, "n")}, {key(ACCOUNT, ranked(ACCOUNTS))}, '', {words}, '', '',
            coalesce({visibility}, 'public'), CASE WHEN n % 10 = 4 THEN {key(GROUP, ranked(GROUPS))} END,
            'everyone', CASE WHEN n % 4 = 0 THEN ARRAY['tag' || {ranked(TAGS)}] ELSE '{{}}' END, '{{}}',
            {quoted}, CASE WHEN n % 20 = 0 THEN ARRAY[{quoted}] END, CASE WHEN n % 1000 = 5 THEN now() END,
            (n % 100 = 6)::int, 0, 0, 0, 0, false, 1, to_timestamp(({START} + n * 1000) / 1000)
            FROM generate_series(1, {SIZE}) AS n""",
        """INSERT INTO posts_posttag (post_id, tag, visibility, owner_id, author_id)
           SELECT id, hashtags[1], visibility, coalesce(group_id, author_id), author_id FROM posts_post
           WHERE hashtags <> '{}' ORDER BY id""",
        """INSERT INTO posts_postterm (post_id, term, visibility, owner_id)
           SELECT id, term, visibility, coalesce(group_id, author_id) FROM posts_post CROSS JOIN LATERAL (
               SELECT unnest(string_to_array(text, ' ')) UNION SELECT '#' || unnest(hashtags)
               UNION SELECT '@' || replace(author_id::text, '-', '') UNION SELECT '!media' WHERE media_count > 0
           ) AS made (term)""",
        """INSERT INTO media_picture (id, owner_id, state, width, height, blurhash)
           SELECT id, author_id, 'kept', 1, 1, '' FROM posts_post WHERE media_count > 0""",
        """INSERT INTO posts_medium (id, owner_id, picture_id, alt, post_id, position, created_at)
           SELECT id, author_id, id, '', id, 0, now() FROM posts_post WHERE media_count > 0""",
        """INSERT INTO posts_revision (id, post_id, title, text, content_warning, language, visibility, written_at)
           SELECT gen_random_uuid(), id, '', 'Word', '', '', visibility, created_at FROM posts_post
           WHERE get_byte(uuid_send(id), 15) < 26""",
    ]


def _below_posts() -> list[str]:
    post = key(POST, f"(({SIZE} - 5) - 10 * (floor(power({SIZE // 10 - 1}, random()))::bigint - 1))")
    marks = (("like", "liker_id", SIZE), ("share", "sharer_id", SIZE // 4))
    marks += (("bookmark", "account_id", SIZE // 4),)
    half = SIZE // 4
    return [
        *(_marks(f"posts_{name}", "post_id", post, account, count) for name, account, count in marks),
        f"""INSERT INTO posts_comment (id, post_id, author_id, depth, text, mentions, likes_count, replies_count,
            version, created_at, is_tombstone)
            SELECT {key(COMMENT, "n")}, {post}, {key(ACCOUNT, any_of(ACCOUNTS))}, 1, 'Well', '{{}}', 0, 0, 1,
            now(), false FROM generate_series(1, {half}) AS n""",
        f"""INSERT INTO posts_comment (id, post_id, reply_to_id, author_id, depth, text, mentions, likes_count,
            replies_count, version, created_at, is_tombstone)
            SELECT {key(COMMENT, f"({half} + n)")}, parent.post_id, parent.id,
            {key(ACCOUNT, any_of(ACCOUNTS))}, 2, 'Well', '{{}}', 0, 0, 1, now(), false
            FROM (SELECT n, {key(COMMENT, ranked(half))} AS parent_id FROM generate_series(1, {half}) AS n) AS made
            JOIN posts_comment AS parent ON parent.id = made.parent_id""",
        _marks("posts_commentlike", "comment_id", key(COMMENT, ranked(half)), "liker_id", half),
        *(
            f"""INSERT INTO posts_{table} (id, {owner}, content, created_at {names})
                SELECT gen_random_uuid(), {key(ACCOUNT, ranked(ACCOUNTS))}, '{{"text": "Words"}}', now() {values}
                FROM generate_series(1, {SIZE // 20})"""
            for table, owner, names, values in (
                ("draft", "account_id", "", ""),
                (
                    "scheduledpost",
                    "author_id",
                    ", state, failure, publish_at, place, due_at, attempts",
                    ", 'waiting', '', now() + random() * interval '300 days', gen_random_uuid(), now() + '1 year', 0",
                ),
            )
        ),
    ]


def _marks(table: str, column: str, target: str, account: str, count: int) -> str:
    who = f"CASE WHEN n % 1000 = 0 THEN '{READER}'::uuid ELSE {key(ACCOUNT, any_of(ACCOUNTS))} END"
    return f"""
        INSERT INTO {table} (id, {column}, {account}, state, version, place, changed_at)
        SELECT gen_random_uuid(), {target}, {who}, 'on', 1, {key(POST, "n")}, now()
        FROM generate_series(1, {count}) AS n ON CONFLICT DO NOTHING
    """


def _counts() -> list[str]:
    counted = [("post", "likes", "like"), ("post", "shares", "share"), ("post", "bookmarks", "bookmark")]
    counted += [("post", "comments", "comment"), ("comment", "likes", "commentlike")]
    return [
        f"""UPDATE posts_{kind} SET {count}_count = counted.number
            FROM (SELECT {kind}_id, count(*) AS number FROM posts_{table} GROUP BY 1) AS counted
            WHERE counted.{kind}_id = posts_{kind}.id"""
        for kind, count, table in counted
    ]
