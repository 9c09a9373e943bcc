"""Posts with pictures and documents: uploaded, shown to those who may read the post, and to nobody else any more."""

from typing import Any

import httpx
import pytest

from tests.e2e.client import Person
from tests.e2e.test_pictures import png
from tests.e2e.waiting import eventually

SIZES = ("small", "medium", "large")


def uploaded(person: Person, body: bytes = png(40), name: str = "a.png", **fields: str) -> dict[str, Any]:
    """Upload a file for a post and return it."""
    response = person.request("POST", "media/", files={"file": (name, body)}, data=fields)
    assert response.status_code == 201, response.text
    return response.json()


def test_a_post_shows_pictures_and_documents(ada: Person, bob: Person, http: httpx.Client):
    picture = uploaded(ada, alt="A dark red field")
    notes = uploaded(ada, b"%PDF-1.7 notes", "Log book.pdf")
    ada.writes(media=[picture["id"], notes["id"]])

    [post] = bob.results(f"users/{ada.id}/posts/")[:1]
    shown, document = post["media"]

    assert [shown["alt"], shown["kind"], document["kind"]] == ["A dark red field", "image", "file"]
    for size in SIZES:
        answer = http.get(shown[size])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert answer.content[8:12] == b"WEBP"
    answer = http.get(document["url"])
    assert (answer.content, answer.headers["Content-Type"]) == (b"%PDF-1.7 notes", "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Log book.pdf"'
    assert (http.head(shown["large"]).status_code, http.head(shown["large"]).content) == (200, b"")


def test_a_post_and_its_picture_in_one_form(ada: Person, http: httpx.Client):
    files = [("image", ("a.png", png(10), "image/png")), ("image", ("b.png", png(20), "image/png"))]
    response = ada.request("POST", "posts/", files=files, data={"text": "Two fields"})

    assert response.status_code == 201, response.text
    assert [http.get(each["small"]).status_code for each in response.json()["media"]] == [200, 200]


def unfollow(ada: Person, bob: Person, post: dict[str, Any]) -> None:
    assert bob.delete(f"users/{ada.id}/follow/").status_code == 200


def delete(ada: Person, bob: Person, post: dict[str, Any]) -> None:
    assert ada.delete(f"posts/{post['id']}/").status_code == 204


def narrow(ada: Person, bob: Person, post: dict[str, Any]) -> None:
    assert ada.change(f"posts/{post['id']}/", {"visibility": "private"}).status_code == 200


@pytest.mark.parametrize("end", [unfollow, narrow, delete], ids=lambda end: f"D19-{end.__name__}")
def test_an_address_ends_with_the_access(end: Any, ada: Person, bob: Person, http: httpx.Client):
    bob.follows(ada)
    post = ada.writes(visibility="followers", media=[uploaded(ada)["id"]])
    shown = eventually(lambda: bob.get(f"posts/{post['id']}/").json()["media"][0])
    answer = http.get(shown["small"])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    assert http.get(shown["small"].replace(bob.id, ada.id)).status_code == 404

    end(ada, bob, post)

    eventually(lambda: _is_gone(http, shown))


def _is_gone(http: httpx.Client, shown: dict[str, Any]) -> None:
    assert [http.get(shown[size]).status_code for size in SIZES] == [404] * 3
    assert http.head(shown["small"], headers={"Range": "bytes=0-3"}).status_code == 404
