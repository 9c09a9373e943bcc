"""What an export has of this service: what its owner wrote and liked, and nothing of others."""

import pytest
from django.utils import timezone
from factories import (
    BookmarkFactory,
    CommentFactory,
    CommentLikeFactory,
    DraftFactory,
    LikeFactory,
    MediumFactory,
    PersonFactory,
    PostFactory,
    RevisionFactory,
    ScheduledPostFactory,
    ShareFactory,
)

from chassis.ids import uuid7
from personal_data import views
from personal_data.testing import exported_here
from posts.personal_data import COLLECTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return PersonFactory().id


def test_posts_with_every_field(ada):
    post = PostFactory(author_id=ada, title="Title", visibility="private")
    PostFactory(author_id=ada, text="", title="", content_warning="", deleted_at=timezone.now())
    PostFactory()

    [shown] = exported_here(ada)["posts"]

    assert (shown["id"], shown["title"], shown["text"]) == (str(post.id), "Title", post.text)
    assert set(shown) == {
        *("id", "title", "text", "content_warning", "language", "visibility", "reply_policy", "group_id"),
        *("hashtags", "mentions", "quote_of_id"),
        *("likes_count", "comments_count", "shares_count", "created_at", "edited_at"),
    }


def test_comments_and_likes_without_what_others_wrote(ada):
    others = PostFactory(text="A secret of somebody else.")
    comment = CommentFactory(author_id=ada, post=others)
    CommentFactory(post=others)
    like = LikeFactory(post=others, liker_id=ada)
    LikeFactory(post=others)
    LikeFactory(post=PostFactory(), liker_id=ada, state="off")
    shared = ShareFactory(sharer_id=ada)
    ShareFactory(post=shared.post)
    saved = BookmarkFactory(account_id=ada)
    BookmarkFactory(post=saved.post)

    liked = CommentLikeFactory(liker_id=ada)
    CommentLikeFactory(comment=liked.comment)
    CommentLikeFactory(liker_id=ada, state="off")

    exported = exported_here(ada)

    assert [each["comment_id"] for each in exported["comment_likes"]] == [str(liked.comment_id)]
    assert [(each["id"], each["text"]) for each in exported["comments"]] == [(str(comment.id), comment.text)]
    assert [each["post_id"] for each in exported["likes"]] == [str(like.post_id)]
    assert [each["post_id"] for each in exported["shares"]] == [str(shared.post_id)]
    assert [each["post_id"] for each in exported["bookmarks"]] == [str(saved.post_id)]
    assert "A secret" not in str(exported)


def test_scheduled_posts_and_drafts(ada):
    scheduled, draft = ScheduledPostFactory(author_id=ada), DraftFactory(account_id=ada)
    ScheduledPostFactory(author_id=ada, state="published", content={}, post_id=draft.id)
    ScheduledPostFactory()
    DraftFactory()

    exported = exported_here(ada)

    assert [each["content"] for each in exported["scheduled_posts"]] == [scheduled.content]
    assert [(each["id"], each["content"]) for each in exported["drafts"]] == [(str(draft.id), draft.content)]


@pytest.mark.parametrize("page", [1, 2, 10])
def test_every_item_is_there_once_however_long_a_page_is(ada, monkeypatch, page):
    monkeypatch.setattr(views, "PAGE", page)
    posts = [PostFactory(author_id=ada) for _ in range(3)]
    for post in posts:
        CommentFactory(author_id=ada, post=post)
        LikeFactory(post=post, liker_id=ada)

    exported = exported_here(ada)

    assert [each["id"] for each in exported["posts"]] == [str(post.id) for post in posts]
    assert [each["post_id"] for each in exported["comments"]] == [str(post.id) for post in posts]
    assert sorted(each["post_id"] for each in exported["likes"]) == [str(post.id) for post in posts]


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_page_costs_one_query_however_long_it_is(ada, name, count, django_assert_num_queries):
    for post in [PostFactory(author_id=ada) for _ in range(count)]:
        CommentLikeFactory(comment=CommentFactory(author_id=ada, post=post), liker_id=ada)
        LikeFactory(post=post, liker_id=ada)
        ShareFactory(post=post, sharer_id=ada)
        BookmarkFactory(post=post, account_id=ada)
        RevisionFactory(post=post)
        MediumFactory(post=post)
        ScheduledPostFactory(author_id=ada)
        DraftFactory(account_id=ada)

    with django_assert_num_queries(1):
        assert len(COLLECTIONS[name].page(account_id=ada, after=None, limit=500)) == count


def test_an_account_without_anything_has_empty_collections():
    assert exported_here(uuid7()) == {name: [] for name in COLLECTIONS}
