"""Whether every change was told exactly once: a service's tables against its outbox."""

from tests.faults.world import World

UNTOLD = {
    ("posts", "posts"): """
        SELECT count(*) FROM (SELECT 'post/' || id AS subject, version FROM posts_post) AS fact
        FULL JOIN (
            SELECT subject, max(sequence) AS version, count(*) AS told FROM outbox
            WHERE type LIKE 'posts.post.%' GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.version IS DISTINCT FROM event.version OR event.version IS DISTINCT FROM event.told
    """,
    ("posts", "likes"): """
        SELECT count(*) FROM (
            SELECT 'like/' || post_id || '/' || liker_id AS subject, version FROM posts_like WHERE version > 0
        ) AS fact
        FULL JOIN (
            SELECT subject, max(sequence) AS version, count(*) AS told FROM outbox
            WHERE type LIKE 'posts.like.%' GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.version IS DISTINCT FROM event.version OR event.version IS DISTINCT FROM event.told
    """,
    ("posts", "comments"): """
        SELECT count(*) FROM (
            SELECT 'comment/' || comment.id AS subject,
                CASE WHEN comment.deleted_at IS NULL OR comment.deleted_at = post.deleted_at THEN 1 ELSE 2 END AS told
            FROM posts_comment AS comment JOIN posts_post AS post ON post.id = comment.post_id
        ) AS fact
        FULL JOIN (
            SELECT subject, count(*) AS told FROM outbox WHERE type LIKE 'posts.comment.%' GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.told IS DISTINCT FROM event.told
    """,
    ("social-graph", "follows"): """
        SELECT count(*) FROM (
            SELECT 'follow/' || follower_id || '/' || followee_id AS subject, version FROM social_graph_follow
        ) AS fact
        FULL JOIN (
            SELECT subject, max(sequence) AS version, count(*) AS told FROM outbox GROUP BY subject
        ) AS event USING (subject)
        WHERE fact.version IS DISTINCT FROM event.version OR event.version IS DISTINCT FROM event.told
    """,
}
"""By service and what is compared: how many rows and events are not one event for each change."""


def expect_told(world: World) -> None:
    """Note a finding for each kind of rows that are not told exactly as they are."""
    for (service, what), mismatches in UNTOLD.items():
        wrong = world.sql(service, mismatches)
        if wrong:
            world.findings.append(("lost", f"{wrong} {what} and their events do not match"))
