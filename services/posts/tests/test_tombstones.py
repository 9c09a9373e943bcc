"""Deleted comments that have replies: they keep their place in lists, and show nothing of their author and text."""

from itertools import pairwise

import pytest
from django.utils import timezone
from factories import CommentFactory, PersonFactory, PostFactory

from contracts.social_graph import BlockChanged
from posts.models import Comment, Post

pytestmark = pytest.mark.django_db


def address(comment, part: str = "") -> str:
    return f"/api/v1/comments/{comment.id}/{part}"


def thread(length: int) -> list[Comment]:
    """Return comments of different people, each a reply to the one before."""
    comments = [CommentFactory()]
    while len(comments) < length:
        comments.append(CommentFactory(post=comments[0].post, reply_to=comments[-1]))
    return comments


@pytest.fixture
def delete(api):
    """Return a function that has the author of each comment delete it."""

    def act(*comments) -> None:
        for comment in comments:
            assert api(comment.author_id).delete(address(comment)).status_code == 204

    return act


@pytest.fixture
def listed(all_pages):
    """Return a function that returns the ids of the thread under a comment's post, as somebody sees it."""

    def ids(comment, viewer=None) -> list[str]:
        return [each["id"] for each in all_pages(viewer, f"/api/v1/posts/{comment.post_id}/comments/")]

    return ids


@pytest.fixture
def block(deliver):
    """Return a function that has one account block another."""

    def act(by, who) -> None:
        how = {"state": "active", "version": 1, "changed_at": timezone.now()}
        deliver(BlockChanged(blocker_id=by, blocked_id=who, **how))

    return act


def ids_of(comments) -> list[str]:
    return [str(each.id) for each in comments]


@pytest.mark.parametrize("viewer", ["nobody", "its author", "the post's author"])
def test_a_deleted_comment_with_a_reply_is_shown_without_author_and_text(api, delete, all_pages, viewer):
    parent, reply = thread(2)
    who = {"its author": parent.author_id, "the post's author": parent.post.author_id}.get(viewer)
    api(parent.author_id).patch(address(parent), {"text": "Better"})

    delete(parent)

    parent.refresh_from_db()
    shown = api(who).get(address(parent))
    assert (shown.status_code, shown.json()) == (
        200,
        {
            "id": str(parent.id),
            "post_id": str(parent.post_id),
            "reply_to": None,
            "depth": 1,
            "author": None,
            "text": "",
            "likes_count": 0,
            "replies_count": 1,
            "liked": False,
            "created_at": parent.created_at.isoformat().replace("+00:00", "Z"),
            "edited_at": None,
            "deleted_at": parent.deleted_at.isoformat().replace("+00:00", "Z"),
        },
    )
    first, second = all_pages(who, f"/api/v1/posts/{parent.post_id}/comments/")
    assert (first, second["id"]) == (shown.json(), str(reply.id))
    assert [each["id"] for each in all_pages(who, address(parent, "replies/"))] == [str(reply.id)]
    assert Post.objects.get().comments_count == 1


def test_without_replies_it_is_gone(api, delete, listed):
    parent, reply = thread(2)

    delete(reply, parent)

    assert listed(parent) == []
    assert [api().get(address(each, part)).status_code for each in (parent, reply) for part in ("", "replies/")] == [
        404
    ] * 4


def test_it_goes_with_its_last_reply(api, delete, listed):
    parent, first = thread(2)
    second = CommentFactory(post=parent.post, reply_to=parent)
    delete(parent, first)
    assert listed(parent) == ids_of([parent, second])

    delete(second)

    assert listed(parent) == []
    assert api().get(address(parent)).status_code == 404
    assert not Comment.objects.filter(is_tombstone=True).exists()


def test_a_reply_is_found_through_all_deleted_ones_above_it_and_these_go_with_it(api, delete, listed, all_pages):
    comments = thread(8)
    beside = CommentFactory(post=comments[0].post, reply_to=comments[0])

    delete(*comments[1:6], comments[0], comments[6])

    assert listed(comments[0]) == ids_of([*comments, beside])
    for above, below in pairwise(comments):
        assert str(below.id) in [each["id"] for each in all_pages(None, address(above, "replies/"))]
    assert [api().get(address(each)).json()["replies_count"] for each in comments] == [1, 0, 0, 0, 0, 0, 1, 0]
    delete(comments[7])
    assert listed(comments[0]) == ids_of([comments[0], beside])


def test_the_order_in_which_a_thread_is_deleted_does_not_matter(delete, listed):
    comments = thread(4)

    delete(comments[2], comments[0], comments[3], comments[1])

    assert listed(comments[0]) == []


def test_it_can_be_neither_edited_nor_deleted_nor_replied_to(api, emitted, delete):
    parent, _ = thread(2)
    delete(parent)
    before, author = len(emitted()), api(parent.author_id)

    statuses = [author.patch(address(parent), {"text": "Back"}).status_code, author.delete(address(parent)).status_code]
    reply = {"text": "Too late", "reply_to": str(parent.id)}
    statuses.append(author.post(f"/api/v1/posts/{parent.post_id}/comments/", reply).status_code)

    assert statuses == [404, 404, 400]
    parent.refresh_from_db()
    assert (parent.text, parent.version, parent.replies_count, len(emitted())) == ("", 2, 1, before)


def test_its_author_does_not_find_it_without_access_to_the_post(api, delete):
    parent, _ = thread(2)
    delete(parent)
    Post.objects.update(visibility="private")

    assert api(parent.author_id).get(address(parent)).status_code == 404


@pytest.mark.parametrize("is_blocker", [True, False])
def test_where_all_replies_are_hidden_it_is_gone(api, delete, listed, all_pages, block, is_blocker):
    viewer, comments = PersonFactory().id, thread(4)
    delete(*comments[:3])
    hidden = comments[3].author_id
    assert listed(comments[0], viewer) == ids_of(comments)

    block(*((viewer, hidden) if is_blocker else (hidden, viewer)))

    assert listed(comments[0], viewer) == []
    for each in comments:
        assert [api(viewer).get(address(each, part)).status_code for part in ("", "replies/")] == [404, 404]
    assert listed(comments[0]) == ids_of(comments)


def test_one_shown_reply_among_hidden_ones_keeps_it(api, delete, listed, block):
    viewer, (parent, hidden) = PersonFactory().id, thread(2)
    shown = CommentFactory(post=parent.post, reply_to=parent)
    below_hidden = CommentFactory(post=parent.post, reply_to=hidden)
    delete(parent)
    block(viewer, hidden.author_id)

    assert listed(parent, viewer) == ids_of([parent, shown, below_hidden])
    assert api(viewer).get(address(parent)).json()["replies_count"] == 1
    delete(shown)
    assert listed(parent, viewer) == ids_of([below_hidden])
    assert listed(parent) == ids_of([parent, hidden, below_hidden])


@pytest.mark.parametrize("count", [1, 10])
def test_lists_take_the_same_queries_however_many_there_are(api, delete, django_assert_num_queries, count):
    post = PostFactory()
    for _ in range(count):
        parent = CommentFactory(post=post)
        CommentFactory(post=post, reply_to=parent)
        delete(parent)

    with django_assert_num_queries(3):
        response = api().get(f"/api/v1/posts/{post.id}/comments/", {"limit": 100})

    assert len(response.json()["results"]) == 2 * count
