"""What the exports have for services that rebuild their copies of posts."""

import pytest
from django.utils import timezone
from factories import CommentFactory, CommentLikeFactory, LikeFactory, PostFactory, ShareFactory, quote_of

from chassis.testing.plugin import ENVIRONMENT
from contracts.posts import (
    CommentAdded,
    CommentDeleted,
    CommentLikeChanged,
    LikeChanged,
    PostDeleted,
    PostPublished,
    ShareChanged,
)
from posts.models import Comment, Like, Post


@pytest.fixture
def exported(api):
    """Return a function that reads all pages of an export, two facts a page, as the service that rebuilds does."""

    def read(event_class) -> list:
        found, after = [], ""
        while after is not None:
            page = (
                api()
                .get(
                    f"/internal/export/{event_class.type}/",
                    {"limit": 2, "after": after},
                    HTTP_AUTHORIZATION=f"Bearer {ENVIRONMENT['INTERNAL_SECRET']}",
                )
                .json()
            )
            found += [event_class.model_validate(row["event"]) for row in page["results"]]
            after = page["next"]
        return found

    return read


def test_live_posts_are_exported_with_their_present_state(exported):
    posts = [PostFactory(version=3, visibility="private") for _ in range(3)]
    PostFactory(text="", deleted_at=timezone.now())

    assert exported(PostPublished) == [
        PostPublished(
            post_id=post.id,
            author_id=post.author_id,
            visibility="private",
            published_at=post.created_at,
            version=3,
        )
        for post in posts
    ]


def test_live_comments_are_exported(exported, api):
    parent = CommentFactory()
    reply, gone = CommentFactory(post=parent.post, reply_to=parent), CommentFactory()
    api(gone.author_id).delete(f"/api/v1/comments/{gone.id}/")

    first, second = exported(CommentAdded)

    assert (first.comment_id, first.version) == (parent.id, 1)
    assert second == CommentAdded(
        comment_id=reply.id,
        post_id=reply.post_id,
        post_author_id=reply.post.author_id,
        author_id=reply.author_id,
        reply_to=parent.id,
        reply_to_author_id=parent.author_id,
        added_at=reply.created_at,
        version=1,
    )
    assert Comment.objects.count() == 3


def test_deleted_posts_are_exported_as_deletion_events(exported, api):
    PostFactory()
    gone = [PostFactory() for _ in range(3)]
    for post in gone:
        api(post.author_id).delete(f"/api/v1/posts/{post.id}/")

    ends = exported(PostDeleted)

    assert [(end.post_id, end.author_id, end.version) for end in ends] == [(p.id, p.author_id, 2) for p in gone]
    assert [end.deleted_at for end in ends] == [Post.objects.get(id=post.id).deleted_at for post in gone]


def test_deleted_comments_are_exported_as_deletion_events(exported, api):
    kept, gone = CommentFactory(), CommentFactory()
    api(gone.author_id).delete(f"/api/v1/comments/{gone.id}/")

    assert [event.comment_id for event in exported(CommentAdded)] == [kept.id]
    assert exported(CommentDeleted) == [
        CommentDeleted(
            comment_id=gone.id,
            post_id=gone.post_id,
            post_author_id=gone.post.author_id,
            author_id=gone.author_id,
            deleted_at=Comment.objects.get(id=gone.id).deleted_at,
            version=2,
        )
    ]


def test_shares_are_exported_on_and_off(exported, api):
    shares = [ShareFactory() for _ in range(3)]
    api(shares[0].sharer_id).delete(f"/api/v1/posts/{shares[0].post_id}/share/")

    found = {(event.post_id, event.sharer_id, event.state, event.version) for event in exported(ShareChanged)}

    assert found == {
        (share.post_id, share.sharer_id, *state)
        for share, state in zip(shares, [("off", 2), ("on", 1), ("on", 1)], strict=True)
    }


def test_quotes_are_exported_with_what_they_quote(exported):
    quoted = PostFactory()
    quote = quote_of(quoted)

    assert [(event.post_id, event.quote_of, event.quoted_author_id) for event in exported(PostPublished)] == [
        (quoted.id, None, None),
        (quote.id, quoted.id, quoted.author_id),
    ]


def test_likes_are_exported_on_and_off_of_deleted_posts_too(exported, api):
    likes = [LikeFactory() for _ in range(3)]
    api(likes[0].liker_id).delete(f"/api/v1/posts/{likes[0].post_id}/like/")
    api(likes[2].post.author_id).delete(f"/api/v1/posts/{likes[2].post_id}/")

    likes_exported = {(event.post_id, event.state, event.version) for event in exported(LikeChanged)}

    assert likes_exported == {(likes[0].post_id, "off", 2), (likes[1].post_id, "on", 1), (likes[2].post_id, "on", 1)}
    assert Like.objects.count() == Post.objects.count() == 3


def test_likes_of_comments_are_exported_on_and_off_of_deleted_comments_too(exported, api):
    likes = [CommentLikeFactory() for _ in range(3)]
    api(likes[0].liker_id).delete(f"/api/v1/comments/{likes[0].comment_id}/like/")
    api(likes[2].comment.author_id).delete(f"/api/v1/comments/{likes[2].comment_id}/")

    found = {(event.comment_id, event.liker_id, event.state, event.version) for event in exported(CommentLikeChanged)}

    states = [("off", 2), ("on", 1), ("on", 1)]
    assert found == {(each.comment_id, each.liker_id, *state) for each, state in zip(likes, states, strict=True)}
