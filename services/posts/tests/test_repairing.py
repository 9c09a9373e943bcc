"""``audit`` finds a hundred wrong counts, tombstones and tags of all kinds, and one ``repair`` corrects them."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from factories import (
    BookmarkFactory,
    CommentFactory,
    CommentLikeFactory,
    LikeFactory,
    MediumFactory,
    PostFactory,
    ShareFactory,
)

from chassis.ids import uuid7
from chassis.testing.sources import source_of
from posts.models import Comment, Post, PostTag
from posts.projections import COUNTS
from posts.services.texts import tags_add

OF_POSTS = {
    "likes": "likes_count",
    "shares": "shares_count",
    "bookmarks": "bookmarks_count",
    "comments": "comments_count",
    "media": "media_count",
}
OF_COMMENTS = {"comment_likes": "likes_count", "replies": "replies_count"}
POSTS, ERRORS = 25, 100
SIGNS = "#\ufe5f\uff03"
Damage = tuple[str, UUID, Callable[[random.Random], object]]
"""The name of a count, the post or comment beside which it is wrong, and what makes it wrong."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def owners(monkeypatch) -> Iterator[None]:
    """Run the owners of what the service has copies of; they know nothing."""
    with ExitStack() as stack:
        address = stack.enter_context(source_of([]))
        for name in ("AUTH_URL", "PROFILES_URL", "SOCIAL_GRAPH_URL"):
            monkeypatch.setenv(name, address)
        yield


def world(chance: random.Random) -> None:
    """Write posts, each with some marks, media and tags, and a thread in which a comment with a reply was deleted."""
    for _ in range(POSTS):
        hashtags = chance.sample(["Looms", "Ærø", "ﬁre", "Straße"], 2)
        post = PostFactory(text=" ".join(chance.choice(SIGNS) + each for each in hashtags), hashtags=hashtags)
        tags_add(post)
        for factory in (LikeFactory, ShareFactory, BookmarkFactory):
            factory.create_batch(chance.randrange(3), post=post)
        if chance.random() < 0.5:
            MediumFactory(post=post)
        first = CommentFactory(post=post)
        CommentLikeFactory.create_batch(chance.randrange(3), comment=first)
        second = CommentFactory(post=post, reply_to=first)
        CommentFactory(post=post, reply_to=second)
        Comment.objects.filter(id=second.id).update(deleted_at=timezone.now(), text="", is_tombstone=True)
        Post.objects.filter(id=post.id).update(comments_count=2)
        Comment.objects.filter(id=first.id).update(replies_count=0)


def damages() -> Iterator[Damage]:
    """Yield everything that can be made wrong."""
    for model, counts in ((Post, OF_POSTS), (Comment, OF_COMMENTS)):
        for row in model.objects.all():
            for name, column in counts.items():
                if name == "comment_likes" and row.deleted_at:
                    continue  # they are shown to nobody
                yield name, row.id, lambda chance, row=row, column=column: miscount(row, column, chance)
    for comment in Comment.objects.filter(deleted_at__isnull=False):
        lost = Comment.objects.filter(id=comment.id)
        yield "tombstones", comment.id, lambda _, lost=lost: lost.update(is_tombstone=False)
    for post in Post.objects.all():
        yield "tags", post.id, lambda chance, post=post: mistag(post, chance)


def miscount(row: Post | Comment, column: str, chance: random.Random) -> None:
    """Let a count be another number."""
    right = getattr(row, column)
    wrong = chance.choice([number for number in range(right + 5) if number != right])
    type(row).objects.filter(id=row.id).update(**{column: wrong})


def mistag(post: Post, chance: random.Random) -> None:
    """Take a tag from a post, give it one, or let one be found by others than may read the post; or its hashtags."""
    tags = PostTag.objects.filter(id=post.tags.order_by("id").first().id)
    own = {"visibility": "public", "owner_id": post.author_id, "author_id": post.author_id}
    acts = [
        lambda: tags.delete(),
        lambda: PostTag.objects.create(post=post, tag="strange", **own),
        lambda: tags.update(tag="strange"),
        lambda: tags.update(visibility="friends"),
        lambda: tags.update(owner_id=uuid7()),
        lambda: tags.update(author_id=uuid7()),
        lambda: Post.objects.filter(id=post.id).update(hashtags=[]),
        lambda: Post.objects.filter(id=post.id).update(hashtags=[*post.hashtags, "strange"]),
    ]
    chance.choice(acts)()


def rows(*, but: set[UUID] = frozenset()) -> list[tuple]:
    """Return the places in their tables of all rows but those of some posts and comments: a write changes them."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT id, ctid::text FROM posts_post UNION ALL SELECT id, ctid::text FROM posts_comment
            UNION ALL SELECT post_id, ctid::text FROM posts_posttag ORDER BY 1, 2
        """)
        return [row for row in cursor.fetchall() if row[0] not in but]


def facts() -> list[list[tuple]]:
    """Return all that can be damaged."""
    return [
        list(Post.objects.order_by("id").values_list("id", "hashtags", *OF_POSTS.values())),
        list(Comment.objects.order_by("id").values_list("id", *OF_COMMENTS.values(), "is_tombstone")),
        list(PostTag.objects.order_by("post", "tag").values_list("post", "tag", "visibility", "owner_id", "author_id")),
    ]


def counted(lines: list[str]) -> dict[str, int]:
    """Return the number of wrong ones of each count that a command printed."""
    found = [line.removeprefix("count of ").replace(":", " ").split() for line in lines if line.startswith("count of")]
    return {each[0]: int(number) for each in found for number in each[1:] if number.isdigit()}


@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_errors_of_all_kinds_are_found_and_corrected_in_one_run(owners, capsys, seed):
    chance = random.Random(seed)
    world(chance)
    right = facts()
    call_command("audit", patience=0)
    assert counted(capsys.readouterr().out.splitlines()) == {count.name: 0 for count in COUNTS}
    wrong: dict[str, list[UUID]] = {count.name: [] for count in COUNTS}
    for name, id_, damage in chance.sample(list(damages()), ERRORS):
        damage(chance)
        wrong[name].append(id_)
    assert all(wrong.values())
    found = {name: len(ids) for name, ids in wrong.items()}
    damaged = {id_ for ids in wrong.values() for id_ in ids}
    others = rows(but=damaged)

    assert {count.name: count.differing() for count in COUNTS} == {name: sorted(ids) for name, ids in wrong.items()}
    with pytest.raises(CommandError):
        call_command("audit", patience=0)
    assert counted(capsys.readouterr().out.splitlines()) == found
    call_command("repair")
    assert counted(capsys.readouterr().out.splitlines()) == found

    assert sum(found.values()) == ERRORS
    assert facts() == right
    assert rows(but=damaged) == others
    repaired = rows()
    call_command("repair")
    assert counted(capsys.readouterr().out.splitlines()) == {count.name: 0 for count in COUNTS}
    assert rows() == repaired


def test_a_deleted_post_has_no_tags(api):
    post = PostFactory(text="#Looms", hashtags=["Looms"])
    tags_add(post)
    [tags] = [count for count in COUNTS if count.name == "tags"]
    assert api(post.author_id).delete(f"/api/v1/posts/{post.id}/").status_code == 204
    audience = {"visibility": "public", "owner_id": post.author_id, "author_id": post.author_id}
    PostTag.objects.create(post=post, tag="looms", **audience)

    assert tags.differing() == tags.repair() == [post.id]

    assert not PostTag.objects.exists()
    assert tags.differing() == []
