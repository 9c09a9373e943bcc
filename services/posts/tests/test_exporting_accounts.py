"""What an export has of this service: what its owner wrote and liked, and nothing of others."""

import pytest
from django.utils import timezone
from factories import CommentFactory, LikeFactory, PersonFactory, PostFactory

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
        *("id", "title", "text", "content_warning", "language", "visibility"),
        *("likes_count", "comments_count", "created_at", "edited_at"),
    }


def test_comments_and_likes_without_what_others_wrote(ada):
    others = PostFactory(text="A secret of somebody else.")
    comment = CommentFactory(author_id=ada, post=others)
    CommentFactory(post=others)
    like = LikeFactory(post=others, liker_id=ada)
    LikeFactory(post=others)
    LikeFactory(post=PostFactory(), liker_id=ada, state="off")

    exported = exported_here(ada)

    assert [(each["id"], each["text"]) for each in exported["comments"]] == [(str(comment.id), comment.text)]
    assert [each["post_id"] for each in exported["likes"]] == [str(like.post_id)]
    assert "A secret" not in str(exported)


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
        CommentFactory(author_id=ada, post=post)
        LikeFactory(post=post, liker_id=ada)

    with django_assert_num_queries(1):
        assert len(COLLECTIONS[name].page(account_id=ada, after=None, limit=500)) == count


def test_an_account_without_anything_has_empty_collections():
    assert exported_here(uuid7()) == {"posts": [], "comments": [], "likes": []}
