"""Adding, reading and editing comments and replies."""

import pytest
from factories import CommentFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.posts import CommentAdded, CommentEdited
from posts.models import Comment, Post

POSTS = "/api/v1/posts/"


def comments_of(post) -> str:
    return f"{POSTS}{post.id}/comments/"


def test_commenting_counts_and_emits_the_event(api, emitted):
    post, author = PostFactory(), PersonFactory()

    response = api(author.id, author.username).post(comments_of(post), {"text": "Well said"})

    comment = Comment.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(comment.id),
        "post_id": str(post.id),
        "reply_to": None,
        "depth": 1,
        "author": {
            "id": str(author.id),
            "username": author.username,
            "display_name": author.display_name,
            "avatar": None,
        },
        "text": "Well said",
        "likes_count": 0,
        "replies_count": 0,
        "liked": False,
        "created_at": comment.created_at.isoformat().replace("+00:00", "Z"),
        "edited_at": None,
        "deleted_at": None,
    }
    assert Post.objects.get().comments_count == 1
    assert emitted() == [
        CommentAdded(
            comment_id=comment.id,
            post_id=post.id,
            post_author_id=post.author_id,
            author_id=author.id,
            added_at=comment.created_at,
            version=1,
        )
    ]


def test_a_reply_counts_on_the_post_and_on_what_it_answers(api, emitted):
    parent = CommentFactory()

    shown = api(uuid7()).post(comments_of(parent.post), {"text": "So it is", "reply_to": str(parent.id)}).json()

    parent.refresh_from_db()
    assert (shown["reply_to"], shown["depth"]) == (str(parent.id), 2)
    assert (parent.replies_count, Post.objects.get().comments_count) == (1, 2)
    (event,) = emitted()
    assert (event.reply_to, event.reply_to_author_id) == (parent.id, parent.author_id)


def test_the_same_idempotency_key_comments_once(api, emitted):
    client, address, key = api(uuid7()), comments_of(PostFactory()), {"HTTP_IDEMPOTENCY_KEY": "one"}

    first, second = (client.post(address, {"text": "Once"}, **key) for _ in range(2))

    assert (second.status_code, second.content) == (201, first.content)
    assert len(emitted()) == Post.objects.get().comments_count == 1


def test_a_thread_is_at_most_eight_deep(api, emitted):
    client, address, parent = api(uuid7()), comments_of(PostFactory()), None
    statuses = []
    for _ in range(9):
        response = client.post(address, {"text": "Deeper", "reply_to": parent})
        statuses.append(response.status_code)
        parent = response.json().get("id")

    assert (statuses, response.json()["code"]) == ([201] * 8 + [422], "thread_too_deep")
    assert Post.objects.get().comments_count == Comment.objects.count() == len(emitted()) == 8
    assert Comment.objects.get(depth=8).replies_count == 0


def test_a_reply_must_answer_a_live_comment_under_the_same_post(api, emitted):
    post, elsewhere, gone = PostFactory(), CommentFactory(), CommentFactory()
    api(gone.author_id).delete(f"/api/v1/comments/{gone.id}/")
    before = len(emitted())

    for parent, address in ((elsewhere.id, post), (uuid7(), post), (gone.id, gone.post)):
        response = api(uuid7()).post(comments_of(address), {"text": "What?", "reply_to": str(parent)})
        assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "reply_to")
    assert len(emitted()) == before
    assert Post.objects.get(id=post.id).comments_count == 0


def test_what_only_the_service_sets_is_ignored(api):
    author, forged = uuid7(), {"id": str(uuid7()), "author": {"id": str(uuid7())}, "replies_count": 5, "depth": 7}

    api(author).post(comments_of(PostFactory()), {"text": "Mine", **forged})

    comment = Comment.objects.get()
    assert (comment.author_id, comment.depth, comment.replies_count, comment.version) == (author, 1, 0, 1)
    assert str(comment.id) != forged["id"]


@pytest.mark.parametrize("name", ["author_id", "version", "is_tombstone", "replyto"])
def test_what_a_comment_does_not_have_is_refused(api, emitted, name):
    post = PostFactory()

    response = api(uuid7()).post(comments_of(post), {"text": "Mine", name: 1})

    assert (response.status_code, faults_of(response)) == (400, [(name, "unknown")])
    assert not Comment.objects.exists()
    assert emitted() == []


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_comment_can_be_sent_back_as_it_was_read(api, method):
    comment = CommentFactory()
    client = api(comment.author_id)
    shown = client.get(f"/api/v1/comments/{comment.id}/").json()

    response = getattr(client, method)(f"/api/v1/comments/{comment.id}/", shown)

    assert (response.status_code, response.json()) == (200, shown)


def test_the_list_holds_all_of_a_thread_oldest_first(api, all_pages):
    post = PostFactory()
    comments = [CommentFactory(post=post) for _ in range(4)]
    comments += [CommentFactory(post=post, reply_to=comment) for comment in comments]

    shown = all_pages(None, comments_of(post))

    assert [comment["id"] for comment in shown] == [str(comment.id) for comment in comments]
    assert len(shown) == Post.objects.get().comments_count


def test_replies_are_the_direct_ones_oldest_first(api, all_pages):
    parent = CommentFactory()
    replies = [CommentFactory(post=parent.post, reply_to=parent) for _ in range(4)]
    CommentFactory(post=parent.post, reply_to=replies[0])

    shown = all_pages(None, f"/api/v1/comments/{parent.id}/replies/")

    assert [reply["id"] for reply in shown] == [str(reply.id) for reply in replies]
    assert api().get(f"/api/v1/comments/{parent.id}/").json()["replies_count"] == 4


@pytest.mark.parametrize("path", ["posts/{post}/comments/", "comments/{parent}/replies/"])
def test_lists_are_oldest_first_or_newest_first(api, path):
    parent = CommentFactory()
    ids = [str(CommentFactory(post=parent.post, reply_to=parent).id) for _ in range(4)]
    ids = [str(parent.id), *ids] if path.startswith("posts") else ids
    address = "/api/v1/" + path.format(post=parent.post_id, parent=parent.id)

    def listed(**query) -> list[str]:
        return [each["id"] for each in api().get(address, query).json()["results"]]

    assert listed() == listed(order="oldest") == ids
    assert listed(order="newest") == ids[::-1]
    assert listed(order="newest", limit=2) == ids[:-3:-1]
    refused = api().get(address, {"order": "best"})
    assert (refused.status_code, faults_of(refused)) == (400, [("order", "invalid_choice")])


@pytest.mark.parametrize("path", ["posts/{post}/comments/", "comments/{parent}/replies/"])
def test_what_is_newer_is_found_by_previous_of_the_newest(api, path):
    parent = CommentFactory()
    for _ in range(3):
        CommentFactory(post=parent.post, reply_to=parent)
    address = "/api/v1/" + path.format(post=parent.post_id, parent=parent.id)
    link = api().get(address, {"order": "newest", "limit": 2}).json()["previous"]
    newer = [str(CommentFactory(post=parent.post, reply_to=parent).id) for _ in range(3)]

    found = []
    for _ in range(3):
        page = api().get(link.removeprefix("https://kith.test")).json()
        found, link = [each["id"] for each in page["results"]] + found, page["previous"]

    assert found == newer[::-1]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_an_edit_changes_the_text_and_emits_the_event(api, emitted, method):
    parent = CommentFactory()
    comment = CommentFactory(post=parent.post, reply_to=parent, depth=2)

    response = getattr(api(comment.author_id), method)(f"/api/v1/comments/{comment.id}/", {"text": "Better"})

    comment.refresh_from_db()
    assert (response.status_code, response.json()["text"], comment.version) == (200, "Better", 2)
    assert response.json()["edited_at"] is not None
    assert emitted() == [
        CommentEdited(
            comment_id=comment.id,
            post_id=comment.post_id,
            post_author_id=comment.post.author_id,
            author_id=comment.author_id,
            reply_to=parent.id,
            reply_to_author_id=parent.author_id,
            added_at=comment.created_at,
            edited_at=comment.edited_at,
            version=2,
        )
    ]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_is_not_sent_keeps_its_value(api, emitted, method):
    comment = CommentFactory()

    response = getattr(api(comment.author_id), method)(f"/api/v1/comments/{comment.id}/", {})

    assert (response.status_code, response.json()["text"]) == (200, comment.text)
    assert response.json()["edited_at"] is None
    assert emitted() == []


def test_only_its_author_edits_a_comment(api):
    comment = CommentFactory()

    for stranger in (uuid7(), comment.post.author_id):
        response = api(stranger).patch(f"/api/v1/comments/{comment.id}/", {"text": "Other words"})
        assert (response.status_code, response.json()["code"]) == (403, "not_your_comment")
    assert Comment.objects.get().text == comment.text


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize("path", ["posts/{post}/comments/", "comments/{parent}/replies/"])
def test_a_list_costs_three_queries_however_many_comments(api, django_assert_num_queries, count, path):
    parent = CommentFactory()
    for _ in range(count):
        CommentFactory(post=parent.post, reply_to=parent)

    with django_assert_num_queries(3):
        response = api().get("/api/v1/" + path.format(post=parent.post_id, parent=parent.id))

    assert len(response.json()["results"]) >= count
