"""The rows that are measured, made by PostgreSQL: an author's followers, their posts, and blocks."""

from uuid import UUID

from django.db import connection

ACCOUNTS, POSTS_PER_ACCOUNT, FOLLOWEES = 1_000, 20, 50
BLOCKS = 10_000
"""That a reader has made, and as many again of others against the reader."""

FREE, BLOCKING = UUID(int=10**9), UUID(int=10**9 + 1)
"""A reader without blocks, and one with BLOCKS in either direction; both follow the same accounts."""

PEOPLE = """
    INSERT INTO person (id, username, display_name, version)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'person_' || n, 'Person ' || n, 1 FROM generate_series(1, %(accounts)s) AS n
"""
POSTS = """
    INSERT INTO posts_post (id, author_id, title, text, content_warning, language, visibility, likes_count,
                            comments_count, is_pulled, version, created_at)
    SELECT gen_random_uuid(), lpad(to_hex(1 + n %% %(accounts)s), 32, '0')::uuid, '', 'words', '', '',
           (ARRAY['public', 'followers'])[1 + n / %(accounts)s %% 2], 0, 0, false, 1, now()
    FROM generate_series(0, %(accounts)s * %(posts)s - 1) AS n
"""
FOLLOWS = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'follow', %(reader)s, lpad(to_hex(n * %(accounts)s / %(followees)s), 32, '0')::uuid,
           'active', 1
    FROM generate_series(1, %(followees)s) AS n
"""
OTHERS = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'follow', gen_random_uuid(), lpad(to_hex(1 + n %% %(accounts)s), 32, '0')::uuid,
           'active', 1
    FROM generate_series(1, 100 * %(accounts)s) AS n
"""
BLOCK = """
    INSERT INTO tie (id, kind, source_id, target_id, state, version)
    SELECT gen_random_uuid(), 'block', {source}, {target}, 'active', 1 FROM generate_series(1, %(blocks)s)
"""


def fill() -> None:
    """Fill the tables of the posts service: 20,000 posts, 100,000 follows of others, two readers."""
    sizes = {"accounts": ACCOUNTS, "posts": POSTS_PER_ACCOUNT, "followees": FOLLOWEES, "blocks": BLOCKS}
    blocks = [
        BLOCK.format(source="%(reader)s", target="gen_random_uuid()"),
        BLOCK.format(source="gen_random_uuid()", target="%(reader)s"),
    ]
    with connection.cursor() as cursor:
        for statement in (PEOPLE, POSTS, OTHERS):
            cursor.execute(statement, sizes)
        for reader in (FREE, BLOCKING):
            cursor.execute(FOLLOWS, {**sizes, "reader": reader})
        for statement in blocks:
            cursor.execute(statement, {**sizes, "reader": BLOCKING})
        cursor.execute("VACUUM ANALYZE")
