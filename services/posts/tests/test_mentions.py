"""Mentions in posts and comments."""

import pytest
from factories import CommentFactory, PersonFactory, PostFactory

from contracts.posts import CommentAdded, CommentEdited, PostEdited, PostPublished
from personal_data.testing import erase_here
from posts.models import Comment, Post
from relations.models import AccountState, Tie

POSTS = "/api/v1/posts/"


@pytest.fixture
def ada(db):
    return PersonFactory(username="ada")


@pytest.fixture
def bob(db):
    return PersonFactory(username="bob")


@pytest.fixture
def author(api):
    """Return the client of an author."""
    return api(PersonFactory(username="grace").id, "grace")


def shape(*people) -> list[dict]:
    return [{"id": str(person.id), "username": person.username} for person in people]


def test_a_post_shows_known_accounts_that_it_mentions(author, api, ada, bob, emitted):
    post = author.post(POSTS, {"text": "@Bob, @ada, @bob and @nobody_has_this"}).json()

    assert post["mentions"] == shape(bob, ada)
    assert api().get(f"{POSTS}{post['id']}/").json()["mentions"] == shape(bob, ada)
    (event,) = emitted()
    assert (type(event), event.mentions) == (PostPublished, (bob.id, ada.id))


def test_an_edit_moves_the_mentions(author, ada, bob, emitted):
    post = author.post(POSTS, {"text": "@ada"}).json()

    edited = author.patch(f"{POSTS}{post['id']}/", {"text": "@bob"}).json()

    assert edited["mentions"] == shape(bob)
    assert (type(emitted()[-1]), emitted()[-1].mentions) == (PostEdited, (bob.id,))


def test_nobody_else_learns_of_the_mentions_of_a_private_post(author, ada, emitted):
    post = author.post(POSTS, {"text": "@ada", "visibility": "private"}).json()

    assert post["mentions"] == shape(ada)
    assert emitted()[-1].mentions == ()


def test_accounts_that_the_author_may_not_see_are_not_mentioned(author, ada, bob):
    author_id = author.post(POSTS, {"text": "First"}).json()["author"]["id"]
    Tie.objects.create(kind="block", source_id=ada.id, target_id=author_id, state="active", version=1)
    AccountState.objects.create(account_id=bob.id, kind="account", state="suspended", version=1)

    assert author.post(POSTS, {"text": "@ada @bob"}).json()["mentions"] == []


def test_a_comment_names_whom_it_mentions(author, ada, bob, emitted):
    post = PostFactory()

    comment = author.post(f"{POSTS}{post.id}/comments/", {"text": "@ada and @nobody_has_this"}).json()
    author.patch(f"/api/v1/comments/{comment['id']}/", {"text": "@bob"})

    added = next(event for event in emitted() if isinstance(event, CommentAdded))
    assert added.mentions == (ada.id,)
    assert (type(emitted()[-1]), emitted()[-1].mentions) == (CommentEdited, (bob.id,))
    assert Comment.objects.get().mentions == [bob.id]


def test_a_deleted_text_mentions_nobody(author, ada):
    post = author.post(POSTS, {"text": "@ada"}).json()
    comment = author.post(f"{POSTS}{post['id']}/comments/", {"text": "@ada"}).json()

    author.delete(f"/api/v1/comments/{comment['id']}/")
    author.delete(f"{POSTS}{post['id']}/")

    assert (Comment.objects.get().mentions, Post.objects.get().mentions) == ([], [])


def test_an_erased_account_is_mentioned_nowhere(author, ada, bob, run_jobs, api):
    post = author.post(POSTS, {"text": "@ada @bob"}).json()
    comment = CommentFactory(post_id=post["id"], post=Post.objects.get(), mentions=[ada.id])

    erase_here(ada.id, run_jobs=run_jobs)

    comment.refresh_from_db()
    assert comment.mentions == []
    assert Post.objects.get().mentions == [bob.id]
    assert api().get(f"{POSTS}{post['id']}/").json()["mentions"] == shape(bob)
