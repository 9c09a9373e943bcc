"""Defects of posts in groups, of quotes, and of the media of posts."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import publishing

DEFECTS = (
    Defect(
        "group-post-shown-to-stranger",
        "Posts in groups can be read by everybody who has an account.",
        (
            Edit(
                "libs/relations/src/relations/audience.py",
                "{INCLUDED} OR {{visibility}} = 'group' AND NOT {CLOSED} AND {MEMBER}",
                "{INCLUDED} OR {{visibility}} = 'group' AND NOT {CLOSED}",
            ),
        ),
        ("posts-web",),
        publishing,
        frozenset({"leaks"}),
    ),
    Defect(
        "media-outlives-post",
        "The media of a deleted post stay, and their owner's addresses work.",
        (Edit("services/posts/src/posts/services/posts.py", "    media_end(post)\n", ""),),
        ("posts-web",),
        publishing,
        frozenset({"leaks"}),
    ),
    Defect(
        "quote-widens-audience",
        "A quote is shown to those who may not read what it quotes.",
        (
            Edit(
                "services/posts/src/posts/models/post.py",
                "    return readable_alone_by(viewer_id) & (Q(author_id=viewer_id) | may_read_quoted(viewer_id))\n",
                "    return readable_alone_by(viewer_id)\n",
            ),
        ),
        ("posts-web",),
        publishing,
        frozenset({"leaks"}),
    ),
)
