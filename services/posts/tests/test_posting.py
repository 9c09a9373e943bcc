"""Publishing, reading, editing and deleting posts."""

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import CommentFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.posts import PostDeleted, PostEdited, PostPublished
from posts.models import Comment, Post
from posts.services import comments

POSTS = "/api/v1/posts/"


def address(post) -> str:
    return f"{POSTS}{post.id}/"


def test_publishing_answers_with_the_post_and_emits_the_event(api, emitted):
    author = PersonFactory()

    response = api(author.id, author.username).post(POSTS, {"text": "Hello", "language": "en-GB"})

    shown, post = response.json(), Post.objects.get()
    assert response.status_code == 201
    assert shown == {
        "id": str(post.id),
        "url": f"https://kith.test/api/v1/posts/{post.id}/",
        "author": {
            "id": str(author.id),
            "username": author.username,
            "display_name": author.display_name,
            "avatar": None,
        },
        "title": "",
        "text": "Hello",
        "content_warning": "",
        "language": "en-GB",
        "visibility": "public",
        "reply_policy": "everyone",
        "group": None,
        "quote": None,
        "hashtags": [],
        "mentions": [],
        "likes_count": 0,
        "comments_count": 0,
        "shares_count": 0,
        "bookmarks_count": 0,
        "media": [],
        "liked": False,
        "shared": False,
        "bookmarked": False,
        "pinned": False,
        "created_at": post.created_at.isoformat().replace("+00:00", "Z"),
        "edited_at": None,
    }
    assert emitted() == [
        PostPublished(
            post_id=post.id, author_id=author.id, visibility="public", published_at=post.created_at, version=1
        )
    ]


def test_an_author_whose_registration_is_still_on_its_way_has_a_name(api):
    shown = api(uuid7(), "early_bird").post(POSTS, {"text": "First"}).json()

    assert shown["author"]["username"] == "early_bird"


def test_the_same_idempotency_key_publishes_once(api, emitted):
    client, key = api(uuid7()), {"HTTP_IDEMPOTENCY_KEY": "one"}

    first = client.post(POSTS, {"text": "Once"}, **key)
    second = client.post(POSTS, {"text": "Once"}, **key)

    assert (second.status_code, second.content) == (201, first.content)
    assert len(emitted()) == Post.objects.count() == 1


def test_publishing_needs_a_token(api):
    response = api().post(POSTS, {"text": "Hello"})

    assert response.status_code == 401
    assert not Post.objects.exists()


def test_what_only_the_service_sets_is_ignored(api):
    author, stranger = uuid7(), uuid7()
    forged = {"id": str(stranger), "author": {"id": str(stranger)}, "likes_count": 9, "comments_count": 9}
    forged |= {"created_at": "2020-01-01T00:00:00Z", "edited_at": "2020-01-01T00:00:00Z", "liked": True}

    shown = api(author).post(POSTS, {"text": "Mine", **forged}).json()
    api(author).patch(f"{POSTS}{shown['id']}/", {"text": "Still mine", **forged})

    post = Post.objects.get()
    assert post.id not in (author, stranger)
    assert (post.author_id, post.text, post.version) == (author, "Still mine", 2)
    assert (post.likes_count, post.comments_count, post.is_fanned_out_on_read, post.deleted_at) == (0, 0, False, None)
    assert post.created_at.year > 2020


@pytest.mark.parametrize("name", ["author_id", "version", "is_fanned_out_on_read", "deleted_at", "visibilty"])
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_what_a_post_does_not_have_is_refused(api, emitted, method, name):
    post = PostFactory(text="Before")
    target = POSTS if method == "post" else address(post)

    response = getattr(api(post.author_id), method)(target, {"text": "Mine", name: "private"})

    assert (response.status_code, faults_of(response)) == (400, [(name, "unknown")])
    assert Post.objects.get().text == "Before"
    assert emitted() == []


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_post_can_be_sent_back_as_it_was_read(api, emitted, method):
    post = PostFactory(title="Title", visibility="followers", content_warning="Sea", language="en")
    client = api(post.author_id)
    shown = client.get(address(post)).json()

    response = getattr(client, method)(address(post), shown)

    assert (response.status_code, response.json()) == (200, shown)
    assert emitted() == []


def test_an_edit_changes_what_is_sent_and_emits_the_event(api, emitted):
    post = PostFactory(title="Title")

    response = api(post.author_id).patch(address(post), {"text": "Better", "visibility": "followers"})

    post.refresh_from_db()
    assert response.status_code == 200
    assert (response.json()["title"], response.json()["text"]) == ("Title", "Better")
    assert response.json()["edited_at"] is not None
    assert emitted() == [
        PostEdited(
            post_id=post.id,
            author_id=post.author_id,
            visibility="followers",
            edited_at=post.edited_at,
            version=2,
        )
    ]


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("visibility", ["private", "followers"])
def test_what_is_not_sent_keeps_its_value(api, emitted, method, visibility):
    kept = {"title": "Title", "content_warning": "Spiders", "language": "en", "visibility": visibility}
    post = PostFactory(**kept)

    response = getattr(api(post.author_id), method)(address(post), {"text": "All new"})

    assert (response.status_code, response.json()["text"]) == (200, "All new")
    assert {name: response.json()[name] for name in kept} == kept
    assert Post.objects.values(*kept).get() == kept
    assert [event.visibility for event in emitted()] == [visibility]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_each_field_can_be_changed_alone(api, method):
    post = PostFactory(visibility="private")

    response = getattr(api(post.author_id), method)(address(post), {"visibility": "followers"})

    assert (response.status_code, response.json()["visibility"], response.json()["text"]) == (
        200,
        "followers",
        post.text,
    )


def test_an_edit_without_a_difference_changes_nothing(api, emitted):
    post = PostFactory()

    response = api(post.author_id).patch(address(post), {"text": post.text})

    assert (response.status_code, response.json()["edited_at"]) == (200, None)
    assert emitted() == []


def test_deleting_hides_the_post_with_all_that_was_said_under_it_at_once(api, emitted):
    comment = CommentFactory()
    post = comment.post

    response = api(post.author_id).delete(address(post))

    post.refresh_from_db()
    assert (response.status_code, post.text, post.title, post.content_warning) == (204, "", "", "")
    assert emitted() == [PostDeleted(post_id=post.id, author_id=post.author_id, deleted_at=post.deleted_at, version=2)]
    for account_id in (post.author_id, comment.author_id):
        assert api(account_id).get(address(post)).status_code == 404
        assert api(account_id).get(f"/api/v1/comments/{comment.id}/").status_code == 404
        assert api(account_id).delete(f"/api/v1/comments/{comment.id}/").status_code == 404
        assert api(account_id).post(f"{address(post)}comments/", {"text": "Late"}).status_code == 404
        assert api(account_id).put(f"{address(post)}like/").status_code == 404
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("count", [1, 10])
def test_deleting_costs_the_same_however_much_was_said(api, count):
    post = PostFactory()
    for _ in range(count):
        CommentFactory(post=post)

    with CaptureQueriesContext(connection) as captured:
        api(post.author_id).delete(address(post))

    assert [query for query in captured if "posts_comment" in query["sql"]] == []
    assert len(captured) == 7


def test_the_worker_clears_the_words_under_a_deleted_post_in_steps(monkeypatch, api, run_jobs):
    monkeypatch.setattr(comments, "COMMENTS_AT_ONCE", 2)
    post, other = PostFactory(), CommentFactory()
    for _ in range(5):
        CommentFactory(post=post)
    api(post.author_id).delete(address(post))

    assert run_jobs() == 4

    gone = Comment.objects.filter(post=post).values_list("text", "version", "deleted_at")
    assert set(gone) == {("", 2, Post.objects.get(id=post.id).deleted_at)}
    other.refresh_from_db()
    assert (other.text != "", other.version, other.deleted_at) == (True, 1, None)


def test_a_deleted_post_can_be_neither_edited_nor_deleted_again(api, emitted):
    post = PostFactory()
    client = api(post.author_id)
    client.delete(address(post))

    assert client.patch(address(post), {"text": "Back"}).status_code == 404
    assert client.delete(address(post)).status_code == 404
    assert len(emitted()) == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("visibility", ["public", "followers", "private"])
def test_only_the_author_changes_a_post(api, emitted, method, visibility):
    post = PostFactory(visibility=visibility)
    stranger = api(PersonFactory().id)

    body = None if method == "delete" else {"text": "Mine now", "visibility": "private"}
    response = getattr(stranger, method)(address(post), body)
    missing = getattr(stranger, method)(f"{POSTS}{uuid7()}/", body)

    if visibility == "public":
        assert (response.status_code, response.json()["code"]) == (403, "not_your_post")
    else:
        assert (response.status_code, without_id(response)) == (404, without_id(missing))
    assert getattr(api(), method)(address(post), {"text": "Nobody's"}).status_code == 401
    assert Post.objects.values_list("text", "visibility", "version").get() == (post.text, visibility, 1)
    assert emitted() == []


def without_id(response) -> dict:
    return {name: value for name, value in response.json().items() if name != "request_id"}


def test_ids_that_are_none_are_not_found(api):
    assert api().get(f"{POSTS}{UUID(int=0)}/").status_code == 404
    assert api().get(f"{POSTS}1/").status_code == 404
