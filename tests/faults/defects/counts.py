"""Defects of counts."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import commenting, many_likes, racing, shuffled, without_faults

PROFILES = "services/profiles/src/profiles"
COMMENTS = "services/posts/src/posts/services/comments.py"
WRONG = frozenset({"drift"})

DEFECTS = (
    Defect(
        "blind-steps",
        "A follow counts one up and an unfollow one down, whatever was counted before.",
        (
            Edit(
                "libs/relations/src/relations/changes.py",
                "return self.is_active - self.was_active",
                "return 1 if self.is_active else -1",
            ),
        ),
        ("profiles-worker",),
        shuffled,
        WRONG,
    ),
    Defect(
        "twice-down",
        "A post that is hidden or deleted counts two down.",
        (
            Edit(
                f"{PROFILES}/projections/posts.py", "    if step:\n", "    step *= 1 if step > 0 else 2\n    if step:\n"
            ),
        ),
        ("profiles-worker",),
        without_faults,
        WRONG,
    ),
    Defect(
        "two-deletions",
        "Of two deletions of one comment at the same time both count.",
        (
            Edit(
                COMMENTS,
                "        raise CommentNotFound  # another request was faster\n",
                "        comment.version += 1\n",
            ),
        ),
        ("posts-web",),
        racing,
        WRONG,
    ),
    Defect(
        "lost-likes",
        "A like reads the count, adds one and writes it back.",
        (
            Edit(
                "services/posts/src/posts/services/marks.py",
                "kind.count_field: F(kind.count_field) + step}",
                "kind.count_field: getattr(marked, kind.count_field) + step}",
            ),
        ),
        ("posts-web",),
        many_likes,
        WRONG,
    ),
    Defect(
        "hidden-counted",
        "A profile counts the posts that not everybody may read.",
        (
            Edit(
                f"{PROFILES}/consumers.py",
                '        is_counted=event.visibility == "public",\n',
                "        is_counted=True,\n",
            ),
        ),
        ("profiles-worker",),
        without_faults,
        WRONG,
    ),
    Defect(
        "resurrected-post",
        "A deleted post leaves no trace, so that its publication, when it is delivered later, makes it visible again.",
        (
            Edit(
                f"{PROFILES}/consumers.py",
                "from profiles.projections.posts import post_remember\n",
                "from profiles.projections.posts import Post, post_remember\n",
            ),
            Edit(
                f"{PROFILES}/consumers.py",
                "is_counted=False, version=event.version)\n",
                "is_counted=False, version=event.version)\n    Post.objects.filter(id=event.post_id).delete()\n",
            ),
        ),
        ("profiles-worker",),
        shuffled,
        WRONG,
    ),
    Defect(
        "replies-miscounted",
        "A reply that is deleted stays counted under its parent.",
        (Edit(COMMENTS, "    if comment.reply_to_id:\n", "    if comment.reply_to_id and comment.depth > 8:\n"),),
        ("posts-web",),
        commenting,
        WRONG,
    ),
)
