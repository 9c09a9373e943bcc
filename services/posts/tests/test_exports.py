"""What other services are told when they rebuild what they know of posts."""

import pytest
from django.utils import timezone
from factories import CommentFactory, LikeFactory, PostFactory

from chassis.testing.plugin import ENVIRONMENT
from contracts.posts import CommentAdded, LikeChanged, PostPublished
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


def test_likes_are_exported_on_and_off_but_not_of_deleted_posts(exported, api):
    likes = [LikeFactory() for _ in range(3)]
    api(likes[0].liker_id).delete(f"/api/v1/posts/{likes[0].post_id}/like/")
    api(likes[2].post.author_id).delete(f"/api/v1/posts/{likes[2].post_id}/")

    told = {(event.post_id, event.state, event.version) for event in exported(LikeChanged)}

    assert told == {(likes[0].post_id, "off", 2), (likes[1].post_id, "on", 1)}
    assert Like.objects.count() == Post.objects.count() == 3
