"""Whether every change was emitted exactly once: a service's tables against its outbox."""

from tests.faults.world import World

UNTOLD = {
    ("posts", "posts"): """
        SELECT count(*) FROM (SELECT 'post/' || id AS subject, version FROM posts_post) AS fact
        FULL JOIN (
            SELECT subject, max(sequence) AS version, count(*) AS emitted FROM outbox
            WHERE type LIKE 'posts.post.%' GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.version IS DISTINCT FROM event.version OR event.version IS DISTINCT FROM event.emitted
    """,
    ("posts", "likes"): """
        SELECT count(*) FROM (
            SELECT 'like/' || post_id || '/' || liker_id AS subject, version FROM posts_like WHERE version > 0
        ) AS fact
        FULL JOIN (
            SELECT subject, max(sequence) AS version, count(*) AS emitted FROM outbox
            WHERE type LIKE 'posts.like.%' GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.version IS DISTINCT FROM event.version OR event.version IS DISTINCT FROM event.emitted
    """,
    ("posts", "comments"): """
        SELECT count(*) FROM (
            SELECT 'comment/' || comment.id AS subject,
                CASE WHEN comment.deleted_at IS NULL OR comment.deleted_at = post.deleted_at THEN 1 ELSE 2 END
                    AS expected
            FROM posts_comment AS comment JOIN posts_post AS post ON post.id = comment.post_id
        ) AS fact
        FULL JOIN (
            SELECT subject, count(*) AS emitted FROM outbox WHERE type LIKE 'posts.comment.%' GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.expected IS DISTINCT FROM event.emitted
    """,
    ("social-graph", "follows"): """
        SELECT count(*) FROM (
            SELECT 'follow/' || follower_id || '/' || followee_id AS subject, version FROM social_graph_follow
        ) AS fact
        FULL JOIN (
            SELECT subject, max(sequence) AS version, count(*) AS emitted FROM outbox GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.version IS DISTINCT FROM event.version OR event.version IS DISTINCT FROM event.emitted
    """,
}
"""By service and what is compared: a query for the number of changes without exactly one event."""


def expect_emitted(world: World) -> None:
    """Note a finding for each kind of rows whose changes and events do not match."""
    for (service, what), mismatches in UNTOLD.items():
        wrong = world.sql(service, mismatches)
        if wrong:
            world.findings.append(("lost", f"{wrong} {what} and their events do not match"))
