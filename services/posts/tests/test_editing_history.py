"""What a post said before it was edited, and who may read that."""

import pytest
from factories import FollowFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from posts.models import Revision
from posts.services import comments

POSTS = "/api/v1/posts/"


def edit(api, post, **changes):
    answer = api(post.author_id).patch(f"{POSTS}{post.id}/", changes, format="json")
    assert answer.status_code == 200, answer.content


def history(api, post, reader=None) -> list[str]:
    answer = api(reader).get(f"{POSTS}{post.id}/history/")
    assert answer.status_code == 200, answer.content
    return [each["text"] for each in answer.json()["results"]]


def test_each_edit_keeps_what_the_post_said(api):
    post = PostFactory(text="One", title="First", content_warning="Numbers", language="en")

    edit(api, post, text="Two", title="Second", content_warning="", language="de")
    edit(api, post, text="Three")

    latest, first = api().get(f"{POSTS}{post.id}/history/").json()["results"]
    written_at = post.created_at.isoformat().replace("+00:00", "Z")
    assert first.pop("id") < latest.pop("id")
    assert first.pop("written_at") == written_at < latest.pop("written_at")
    assert first == {"title": "First", "text": "One", "content_warning": "Numbers", "language": "en"}
    assert latest == {"title": "Second", "text": "Two", "content_warning": "", "language": "de"}


@pytest.mark.parametrize("changes", [{}, {"text": "One"}, {"visibility": "followers"}])
def test_an_edit_that_changes_no_word_keeps_nothing(api, changes):
    post = PostFactory(text="One")

    edit(api, post, **changes)

    assert history(api, post, post.author_id) == []


def test_what_was_private_stays_private_when_the_post_is_published(api):
    post = PostFactory(text="A secret", visibility="private")

    edit(api, post, text="Fit to print", visibility="public")

    assert history(api, post) == history(api, post, uuid7()) == []
    assert history(api, post, post.author_id) == ["A secret"]


def test_what_was_for_followers_is_shown_to_followers_only(api):
    post = PostFactory(text="Among us", visibility="followers")
    follower = FollowFactory(followee_id=post.author_id).follower_id
    edit(api, post, text="For all", visibility="public")
    edit(api, post, text="For all of you")

    assert history(api, post, follower) == ["For all", "Among us"]
    assert history(api, post, uuid7()) == history(api, post) == ["For all"]


@pytest.mark.parametrize("visibility", ["private", "followers"])
def test_the_history_of_a_hidden_post_is_that_of_a_missing_one(api, visibility):
    post = PostFactory(text="One")
    edit(api, post, text="Two", visibility=visibility)

    answers = [api(uuid7()).get(f"{POSTS}{id_}/history/") for id_ in (post.id, uuid7())]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "not_found")] * 2


def test_a_deleted_post_leaves_no_version(api, run_jobs, monkeypatch):
    monkeypatch.setattr(comments, "COMMENTS_AT_ONCE", 2)
    post, other = PostFactory(), PostFactory()
    for number in range(5):
        edit(api, post, text=f"Version {number}")
    edit(api, other, text="Another")

    api(post.author_id).delete(f"{POSTS}{post.id}/")
    run_jobs()

    assert Revision.objects.get().post_id == other.id


@pytest.mark.parametrize("count", [1, 10])
def test_listing_costs_the_same_queries_however_many(api, django_assert_num_queries, count):
    post = PostFactory(author_id=PersonFactory().id)
    for number in range(count):
        edit(api, post, text=f"Version {number}")

    with django_assert_num_queries(2):
        assert len(history(api, post, uuid7())) == count
