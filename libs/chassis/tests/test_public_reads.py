"""What may be kept of answers: public reads by their ETag, and nothing that a token was sent for."""

import pytest
from testapp.models import Note

from chassis.ids import uuid7

LIST = "/api/v1/notes/"


@pytest.fixture
def notes(db):
    return Note.objects.bulk_create([Note(number=n, text=str(n)) for n in range(3)])


def test_a_public_read_that_has_not_changed_is_not_sent_again(api, notes):
    first = api().get(LIST)

    again = api().get(LIST, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (first.status_code, first["Cache-Control"], first["Vary"]) == (200, "no-cache", "Authorization")
    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (again["Cache-Control"], again["Vary"]) == ("no-cache", "Authorization")
    assert "Content-Length" not in again


def test_a_change_is_sent(api, notes):
    tag = api().get(LIST)["ETag"]
    Note.objects.create(text="new")

    response = api().get(LIST, HTTP_IF_NONE_MATCH=tag)

    assert (response.status_code, len(response.json()["results"])) == (200, 4)
    assert response["ETag"] != tag


@pytest.mark.parametrize("form", ["{tag}", "{strong}", '"x", {tag}', "*"])
def test_the_comparison_is_the_weak_one(api, notes, form):
    tag = api().get(LIST)["ETag"]

    assert api().get(LIST, HTTP_IF_NONE_MATCH=form.format(tag=tag, strong=tag[2:])).status_code == 304


@pytest.mark.parametrize("sent", ['"x"', "garbage", ""])
def test_another_tag_changes_nothing(api, notes, sent):
    assert api().get(LIST, HTTP_IF_NONE_MATCH=sent).status_code == 200


def test_nothing_is_kept_of_what_a_token_was_sent_for(api, notes):
    tag = api().get(LIST)["ETag"]

    response = api(uuid7()).get(LIST, HTTP_IF_NONE_MATCH=tag)

    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert "ETag" not in response


@pytest.mark.parametrize(("method", "path"), [("get", "/api/v1/nothing/"), ("post", LIST), ("put", LIST)])
def test_nothing_is_kept_of_a_refusal_or_a_write(api, notes, method, path):
    response = getattr(api(), method)(path, {} if method != "get" else None)

    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


@pytest.mark.parametrize("url", ["http://192.0.2.7:8080", "https://kith.example", "https://kith.example/social"])
def test_links_begin_with_the_url_that_the_client_used(api, notes, url):
    response = api().get(f"{LIST}?limit=1", HTTP_X_PUBLIC_URL=url)
    missing = api().get("/api/v1/nothing/", HTTP_X_PUBLIC_URL=url)

    assert response.json()["next"].startswith(f"{url}{LIST}?limit=1&cursor=")
    assert f"<{url}{LIST}" in response["Link"]
    assert missing.json()["type"] == f"{url}/problems/unknown_address"


@pytest.mark.parametrize(
    "url", ["", "kith.example", "javascript:alert(1)", 'https://a"><b', "https://a/?x=1", "https://a\n"]
)
def test_without_a_usable_url_links_begin_with_the_configured_one(api, notes, url):
    response = api().get(f"{LIST}?limit=1", HTTP_X_PUBLIC_URL=url)

    assert response.json()["next"].startswith(f"https://kith.test{LIST}?")
