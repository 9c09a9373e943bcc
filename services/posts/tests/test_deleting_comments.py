"""Deleting comments."""

import pytest
from factories import CommentFactory, LikeFactory

from chassis.ids import uuid7
from contracts.posts import CommentDeleted
from posts.models import Comment, Post


def address(comment) -> str:
    return f"/api/v1/comments/{comment.id}/"


@pytest.mark.parametrize("who", ["its author", "the post's author"])
def test_deleting_counts_erases_the_words_and_emits_the_event(api, emitted, who):
    comment = CommentFactory()
    account_id = comment.author_id if who == "its author" else comment.post.author_id

    response = api(account_id).delete(address(comment))

    comment.refresh_from_db()
    assert (response.status_code, comment.text, Post.objects.get().comments_count) == (204, "", 0)
    assert emitted() == [
        CommentDeleted(
            comment_id=comment.id,
            post_id=comment.post_id,
            post_author_id=comment.post.author_id,
            author_id=comment.author_id,
            deleted_at=comment.deleted_at,
            version=2,
        )
    ]


def test_others_cannot_delete_it(api, emitted):
    comment = CommentFactory()

    for stranger in (uuid7(), LikeFactory(post=comment.post).liker_id):
        response = api(stranger).delete(address(comment))
        assert (response.status_code, response.json()["code"]) == (403, "not_your_comment")
    assert api().delete(address(comment)).status_code == 401
    assert Comment.objects.get().text == comment.text
    assert emitted() == []


def test_a_deleted_reply_is_counted_out(api, all_pages):
    parent = CommentFactory()
    reply = CommentFactory(post=parent.post, reply_to=parent)
    CommentFactory(post=parent.post, reply_to=parent)

    api(reply.author_id).delete(address(reply))

    parent.refresh_from_db()
    assert parent.replies_count == len(all_pages(None, f"{address(parent)}replies/")) == 1


def test_it_can_be_neither_edited_nor_deleted_again(api, emitted):
    comment = CommentFactory()
    client = api(comment.author_id)
    client.delete(address(comment))

    assert client.patch(address(comment), {"text": "Back"}).status_code == 404
    assert client.delete(address(comment)).status_code == 404
    assert len(emitted()) == 1
