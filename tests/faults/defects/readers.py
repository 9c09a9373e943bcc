"""Defects of who may read what, and of the lists in which it stands."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import changing, editing, without_faults

POSTS = "services/posts/src/posts"
FEED = f"{POSTS}/selectors/feed"
PAGING = "libs/chassis/src/chassis/http/paging"
LEAKED = frozenset({"leaks"})

DEFECTS = (
    Defect(
        "deleted-shown",
        "A deleted post is as visible as any other.",
        (
            Edit(
                f"{POSTS}/models/visibility.py",
                '    return Q(may_see_item(viewer_id, group="group_id"), deleted_at=None)\n',
                '    return Q(may_see_item(viewer_id, group="group_id"))\n',
            ),
        ),
        ("posts-web",),
        changing,
        LEAKED | {"unexpected"},
    ),
    Defect(
        "visibility-cached",
        "Who could read a post once can read it for ever.",
        (
            Edit(
                f"{POSTS}/selectors/posts.py",
                "    found = shown_of([post_id], viewer_id)\n    if not found:\n        raise PostNotFound\n"
                "    return found[post_id]\n",
                "    found = shown_of([post_id], viewer_id)\n"
                "    if not found and (viewer_id, post_id) in _readers:\n"
                "        posts = posts_for(Post.objects.filter(id=post_id), viewer_id)\n"
                "        found = {item.id: item for item in post_items(list(posts))}\n"
                "    if not found:\n        raise PostNotFound\n"
                "    _readers.add((viewer_id, post_id))\n"
                "    return found[post_id]\n",
            ),
            Edit(f"{POSTS}/selectors/posts.py", "\n\ndef post_list(", "\n\n_readers: set = set()\n\n\ndef post_list("),
        ),
        ("posts-web",),
        editing,
        LEAKED,
    ),
    Defect(
        "feed-unchecked",
        "Whatever is in a timeline is shown, without a look at who may read it now.",
        (
            Edit(f"{FEED}/__init__.py", "if key in rows and rows[key].is_shown}", "if key in rows}"),
            Edit(f"{FEED}/cards.py", "Post.objects.visible_to(account_id).among(", "Post.objects.among("),
        ),
        ("posts-web",),
        editing,
        LEAKED | {"drift"},
    ),
    Defect(
        "comments-unchecked",
        "What is said under a post can be read by whoever knows the post's id.",
        (
            Edit(
                f"{POSTS}/selectors/comments.py",
                "    post_access(post_id=post_id, viewer_id=viewer_id)\n",
                "",
            ),
        ),
        ("posts-web",),
        without_faults,
        LEAKED,
    ),
    Defect(
        "unfollowed-shown",
        "The posts of somebody who is no longer followed stay in the timeline and in the feed.",
        (
            Edit(
                f"{POSTS}/models/post.py",
                "readable_by(account_id) & Q(belongs_in_feed(account_id))",
                "readable_by(account_id)",
            ),
            Edit(
                f"{POSTS}/services/timelines.py",
                "timelines.remove([account_id], [*theirs, *_shares_of(author_id, among=timelines.shares(account_id))])",
                "assert theirs is not None",
            ),
        ),
        ("posts-web", "posts-worker"),
        changing,
        frozenset({"drift"}),
    ),
    Defect(
        "edits-not-spread",
        "A private post that is opened to followers does not reach their timelines.",
        (
            Edit(
                f"{POSTS}/services/posts.py",
                '        enqueue("posts.fan_out", key=post.id)\n',
                "        assert enqueue\n",
            ),
        ),
        ("posts-web",),
        editing,
        frozenset({"drift"}),
    ),
    Defect(
        "stale-cards",
        "A feed shows a post as it was when somebody first read it.",
        (
            Edit(
                f"{POSTS}/timelines/cards.py",
                "kept[len(head) : -1] if kept and kept.startswith(head) else None",
                "kept[kept.index(b'{') : -1] if kept and head else None",
            ),
            Edit(
                f"{POSTS}/services/staleness.py",
                "        timelines.delete_card(post_id, version=version)\n",
                "        assert version\n",
            ),
        ),
        ("posts-web", "posts-worker"),
        editing,
        frozenset({"drift"}),
    ),
    Defect(
        "cursor-repeats",
        "A page begins with the last item of the page before.",
        (Edit(f"{PAGING}/rows.py", "'lt' if is_descending else 'gt'", "'lte' if is_descending else 'gte'"),),
        ("social-graph-web",),
        without_faults,
        frozenset({"duplicated"}),
    ),
    Defect(
        "cursor-skips",
        "A page of the feed begins one item too late.",
        (Edit(f"{PAGING}/candidates.py", "found[limit - 1][0])", "found[limit][0])"),),
        ("posts-web",),
        without_faults,
        frozenset({"drift"}),
    ),
    Defect(
        "dirty-edit",
        "An edit is answered, and what is stored is what was there before.",
        (
            Edit(
                f"{POSTS}/services/posts.py",
                'post.save(update_fields=[*fields, "edited_at", "version"])',
                'post.save(update_fields=["edited_at", "version"])',
            ),
        ),
        ("posts-web",),
        editing,
        frozenset({"lost"}),
    ),
)
