"""Drafts: what an account has not finished, which nobody else sees."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import DraftFactory, PersonFactory

from posts.models import Draft, Post

pytestmark = pytest.mark.django_db

DRAFTS = "/api/v1/drafts/"
POSTS = "/api/v1/posts/"
EMPTY = {"group": None, "title": "", "text": "", "content_warning": "", "language": "", "visibility": "public"}


@pytest.fixture
def ada(api):
    return api(PersonFactory(username="ada").id, "ada")


def test_every_field_may_be_left_out(ada):
    answer = ada.post(DRAFTS, {})

    draft = answer.json()
    assert answer.status_code == 201
    assert draft.items() >= EMPTY.items()
    assert draft["url"] == f"https://kith.test{DRAFTS}{draft['id']}/"
    assert ada.get(f"{DRAFTS}{draft['id']}/").json() == draft


def test_a_draft_is_edited_field_by_field_and_deleted(ada):
    address = ada.post(DRAFTS, {"title": "Note G", "text": ""}).json()["url"].removeprefix("https://kith.test")

    ada.patch(address, {"text": "The engine"})
    edited = ada.put(address, {"visibility": "private"}).json()

    assert [edited[name] for name in ("title", "text", "visibility")] == ["Note G", "The engine", "private"]
    assert edited["edited_at"] > edited["created_at"]
    assert ada.delete(address).status_code == 204
    assert [getattr(ada, method)(address).status_code for method in ("get", "delete")] == [404, 404]


def test_a_draft_is_published_as_it_is_and_then_gone(ada, emitted):
    draft = ada.post(DRAFTS, {"title": "Note G", "text": "The engine", "visibility": "private"}).json()
    key = {"Idempotency-Key": str(uuid4())}

    answers = [ada.post(f"{DRAFTS}{draft['id']}/publish/", headers=key) for _ in range(2)]

    post = answers[0].json()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert (post["title"], post["text"], post["visibility"]) == ("Note G", "The engine", "private")
    assert answers[1].content == answers[0].content
    assert [event.post_id for event in emitted()] == [UUID(post["id"])]
    assert ada.get(f"{DRAFTS}{draft['id']}/").status_code == 404
    assert Post.objects.count() == 1


def test_an_empty_draft_is_not_published_and_stays(ada, emitted):
    draft = ada.post(DRAFTS, {"title": "Only a title"}).json()

    answer = ada.post(f"{DRAFTS}{draft['id']}/publish/")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "text")
    assert ada.get(f"{DRAFTS}{draft['id']}/").json() == draft
    assert (Post.objects.count(), emitted()) == (0, [])


def test_c04_nobody_else_reads_changes_deletes_or_publishes_it(api, ada):
    draft, stranger = ada.post(DRAFTS, {"text": "Mine"}).json(), api(PersonFactory().id)

    for identifier in (draft["id"], str(uuid4())):
        address = f"{DRAFTS}{identifier}/"
        answers = [
            stranger.get(address),
            stranger.patch(address, {"text": "Yours"}),
            stranger.delete(address),
            stranger.post(f"{address}publish/"),
        ]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 4

    assert stranger.get(DRAFTS).json()["results"] == []
    assert ada.get(DRAFTS).json()["results"] == [draft]
    assert Post.objects.count() == 0


def test_an_account_has_at_most_100(ada):
    draft = ada.post(DRAFTS, {"text": "First"}).json()
    DraftFactory.create_batch(99, account_id=Draft.objects.get().account_id)

    answer = ada.post(DRAFTS, {"text": "Too many"})

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_drafts")
    assert Draft.objects.count() == 100
    assert ada.delete(f"{DRAFTS}{draft['id']}/").status_code == 204
    assert ada.post(DRAFTS, {"text": "There is room again"}).status_code == 201


def test_the_list_is_read_page_by_page_with_as_many_queries_for_ten_as_for_one(ada):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert ada.get(DRAFTS).status_code == 200
        return len(context)

    ada.post(DRAFTS, {"text": "0"})
    one = queries()
    for number in range(1, 10):
        ada.post(DRAFTS, {"text": str(number)})

    assert queries() == one
    page = ada.get(DRAFTS, {"limit": 6}).json()
    rest = ada.get(page["next"].removeprefix("https://kith.test")).json()
    assert [draft["text"] for draft in page["results"] + rest["results"]] == list("9876543210")


@pytest.mark.parametrize(
    ("body", "field"), [({"text": 1}, "text"), ({"visibility": "all"}, "visibility"), ({"colour": "red"}, "colour")]
)
def test_what_no_post_could_have_is_refused(ada, body, field):
    answer = ada.post(DRAFTS, body)

    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quote_of": 0}, "quote_of"),
        ({"group": 0}, "group"),
        ({"media": [0]}, "media"),
        ({"media": [{"id": False}]}, "media"),
    ],
)
def test_a_number_is_no_id(ada, body, field):
    answer = ada.post(DRAFTS, body)

    assert (answer.status_code, answer.json()["errors"][0]["field"].split(".")[0]) == (400, field)
    assert ada.get(DRAFTS).json()["results"] == []
