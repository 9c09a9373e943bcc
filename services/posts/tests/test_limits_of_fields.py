"""What may be written, and how much of it."""

import pytest
from factories import PostFactory

from chassis.ids import uuid7
from posts.models import Comment, Post

POSTS = "/api/v1/posts/"


@pytest.mark.parametrize(("field", "limit"), [("title", 255), ("text", 5000), ("content_warning", 200)])
def test_text_of_a_post_is_bounded(api, field, limit):
    client = api(uuid7())
    statuses = [
        client.post(POSTS, {"text": "Words", field: "é" * length}).status_code
        for length in (limit - 1, limit, limit + 1, 10 * limit)
    ]

    assert statuses == [201, 201, 400, 400]
    assert Post.objects.count() == 2


def test_text_of_a_comment_is_bounded(api):
    client, address = api(uuid7()), f"{POSTS}{PostFactory().id}/comments/"

    statuses = [client.post(address, {"text": "é" * length}).status_code for length in (1999, 2000, 2001, 20_000)]

    assert statuses == [201, 201, 400, 400]
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d", "a\u0007b", None, 1, [], {}, True])
def test_text_that_shows_nothing_or_is_none_is_refused(api, text):
    response = api(uuid7()).post(POSTS, {"text": text})

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert [error["field"] for error in response.json()["errors"]] == ["text"]


@pytest.mark.parametrize("escape", ["\\u0000", "\\ud800"])
def test_what_no_text_may_hold_is_refused(api, escape):
    body = f'{{"text": "a{escape}b"}}'

    assert api(uuid7()).post(POSTS, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧", "\u202eright to left", "Z" + "\u0300" * 4000, "a\nb\tc", "<b>{{7*7}}</b> ' OR 1=1--"]
)
def test_text_is_stored_as_written(api, text):
    shown = api(uuid7()).post(POSTS, {"text": text}).json()

    assert shown["text"] == text


def test_every_fault_is_answered_at_once(api):
    wrong = {"title": "t" * 256, "visibility": "everyone", "language": "no language", "content_warning": 5}

    response = api(uuid7()).post(POSTS, wrong)

    fields = {error["field"] for error in response.json()["errors"]}
    assert (response.status_code, fields) == (400, {"text", *wrong})
    assert not Post.objects.exists()


@pytest.mark.parametrize("visibility", ["", "PUBLIC", "enemies", None, 0, ["public"], {"public": 1}])
def test_an_unknown_audience_is_refused(api, visibility):
    assert api(uuid7()).post(POSTS, {"text": "Words", "visibility": visibility}).status_code == 400


@pytest.mark.parametrize("body", [[], "text", 5, None])
def test_a_body_that_is_no_object_is_refused(api, body):
    assert api(uuid7()).post(POSTS, body).status_code == 400


def test_a_comment_replies_to_no_number(api):
    answer = api(uuid7()).post(f"{POSTS}{PostFactory().id}/comments/", {"text": "Words", "reply_to": 0})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "reply_to")
    assert not Comment.objects.exists()
