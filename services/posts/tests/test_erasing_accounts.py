"""What is left of a deleted account's posts, comments and likes: rows without words, and right counts of others."""

import pytest
from factories import (
    BookmarkFactory,
    CommentFactory,
    CommentLikeFactory,
    DraftFactory,
    LikeFactory,
    PersonFactory,
    PostFactory,
    RevisionFactory,
    ScheduledPostFactory,
    ShareFactory,
)

from contracts.accounts import AccountRegistered
from contracts.posts import CommentDeleted, CommentLikeChanged, LikeChanged, PostDeleted, ShareChanged
from personal_data.ledger import ledger_check
from personal_data.models import LedgerCheck
from personal_data.testing import erase_here
from posts import timelines
from posts.models import Comment, CommentLike, Draft, Like, Post, Revision, ScheduledPost, Share
from posts.personal_data import HELD
from posts.services import erasing
from posts.tasks import publish_scheduled
from relations.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased(db):
    return PersonFactory()


def test_posts_comments_and_likes_end_with_their_events(erased, run_jobs, emitted):
    post = PostFactory(author_id=erased.id, title="Title", content_warning="Warning")
    remark = CommentFactory(post=post)
    others = PostFactory()
    comment = CommentFactory(author_id=erased.id, post=others)
    CommentFactory(post=others, reply_to=comment)
    LikeFactory(post=others, liker_id=erased.id)
    ShareFactory(post=others, sharer_id=erased.id)
    BookmarkFactory(post=others, account_id=erased.id)

    erase_here(erased.id, run_jobs=run_jobs)
    run_jobs()

    post.refresh_from_db()
    others.refresh_from_db()
    assert (post.title, post.text, post.content_warning, post.deleted_at is None) == ("", "", "", False)
    assert (others.comments_count, others.likes_count, others.bookmarks_count, others.deleted_at) == (1, 0, 0, None)
    assert (others.shares_count, Share.objects.get().state) == (0, "off")
    assert set(Comment.objects.filter(text="").values_list("id", flat=True)) == {remark.id, comment.id}
    assert [type(event) for event in emitted()] == [PostDeleted, CommentDeleted, LikeChanged, ShareChanged]
    assert Like.objects.get().state == "off"
    assert not Person.objects.filter(id=erased.id).exists()


def test_what_was_scheduled_and_drafts_are_deleted_and_not_published(erased, run_jobs, emitted):
    due, others = ScheduledPostFactory(author_id=erased.id), [ScheduledPostFactory(), DraftFactory()]
    ScheduledPostFactory(author_id=erased.id, state="published", content={}, post_id=due.id)
    DraftFactory(account_id=erased.id)

    erase_here(erased.id, run_jobs=run_jobs)

    assert [ScheduledPost.objects.get(), Draft.objects.get()] == others
    publish_scheduled()
    assert [event.author_id for event in emitted()] == [others[0].author_id]


def test_what_others_made_stays(erased, run_jobs):
    post, comment, like = PostFactory(), CommentFactory(), LikeFactory()

    erase_here(erased.id, run_jobs=run_jobs)

    assert Post.objects.filter(deleted_at=None).count() == 3
    assert Comment.objects.get().text == comment.text
    assert Like.objects.get().state == like.state
    assert Post.objects.get(id=post.id).text == post.text


def test_however_many_there_are_all_end_in_steps(erased, run_jobs, monkeypatch):
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    others = [PostFactory() for _ in range(5)]
    for post in others:
        PostFactory(author_id=erased.id)
        CommentFactory(author_id=erased.id, post=post)
        LikeFactory(liker_id=erased.id, post=post)

    assert erasing.posts_erase(account_id=erased.id)
    assert Post.objects.filter(author_id=erased.id, deleted_at=None).count() == 3
    erase_here(erased.id, run_jobs=run_jobs)

    assert not Post.objects.filter(author_id=erased.id, deleted_at=None).exists()
    assert not Comment.objects.filter(author_id=erased.id, deleted_at=None).exists()
    assert not Like.objects.filter(liker_id=erased.id, state="on").exists()
    assert {(post.comments_count, post.likes_count) for post in Post.objects.filter(deleted_at=None)} == {(0, 0)}


def test_a_comment_under_a_deleted_post_loses_its_words(erased, run_jobs):
    comment = CommentFactory(author_id=erased.id)
    Post.objects.update(title="", text="", content_warning="", deleted_at=comment.created_at)

    erase_here(erased.id, run_jobs=run_jobs)

    assert Comment.objects.get().text == ""


def test_likes_of_comments_end_with_their_events(erased, run_jobs, emitted, monkeypatch):
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    likes = [CommentLikeFactory(liker_id=erased.id) for _ in range(5)]
    other = CommentLikeFactory(comment=likes[0].comment)

    erase_here(erased.id, run_jobs=run_jobs)

    assert not CommentLike.objects.filter(liker_id=erased.id, state="on").exists()
    assert sorted(Comment.objects.values_list("likes_count", flat=True)) == [0, 0, 0, 0, 1]
    assert [(type(event), event.state, event.version) for event in emitted()] == [(CommentLikeChanged, "off", 2)] * 5
    other.refresh_from_db()
    assert other.state == "on"


def test_a_comment_with_replies_of_others_stays_without_its_author(erased, run_jobs, api):
    comment = CommentFactory(author_id=erased.id)
    reply = CommentFactory(post=comment.post, reply_to=comment)

    erase_here(erased.id, run_jobs=run_jobs)

    first, second = api().get(f"/api/v1/posts/{comment.post_id}/comments/").json()["results"]
    assert (first["id"], first["author"], first["text"]) == (str(comment.id), None, "")
    assert second["id"] == str(reply.id)


def test_erasing_again_changes_nothing(erased, run_jobs, emitted):
    PostFactory(author_id=erased.id)
    erase_here(erased.id, run_jobs=run_jobs)
    before = emitted()

    erase_here(erased.id, run_jobs=run_jobs)

    assert emitted() == before


def test_redis_has_neither_the_timeline_nor_the_card(erased, run_jobs, api, feed):
    post = PostFactory(author_id=erased.id, text="unheard-of words")
    assert feed(erased.id) == ["unheard-of words"]
    assert timelines.get_cards([str(post.id)])

    erase_here(erased.id, run_jobs=run_jobs)

    assert not timelines.get_cards([str(post.id)])
    assert not timelines.existing([erased.id])


def test_a_late_registration_creates_nobody(erased, run_jobs, deliver):
    erase_here(erased.id, run_jobs=run_jobs)

    deliver(
        AccountRegistered(
            account_id=erased.id, username=erased.username, registered_at="2026-01-02T12:00:00Z", version=1
        )
    )

    assert not Person.objects.filter(id=erased.id).exists()


def test_after_a_restore_nothing_is_published_before_the_ledger_of_erasures_is_applied(erased, emitted):
    due = ScheduledPostFactory(author_id=erased.id)
    ledger_check()

    publish_scheduled()

    assert (Post.objects.count(), emitted()) == (0, [])
    due.refresh_from_db()
    assert (due.state, due.attempts) == ("waiting", 0)
    LedgerCheck.objects.all().delete()
    publish_scheduled()
    assert Post.objects.get().author_id == erased.id


def test_what_posts_said_before_is_gone_when_the_erasure_has_ended(erased, monkeypatch):
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    RevisionFactory.create_batch(5, post=PostFactory(author_id=erased.id))
    other = RevisionFactory(post=PostFactory())

    while HELD.erase(erased.id):
        pass

    assert Revision.objects.get() == other
