"""A picture: sent by its owner, fetched by everybody, shown beside what the owner does, gone when replaced."""

import struct
import zlib
from typing import Any

import httpx

from tests.e2e.client import Person
from tests.e2e.staff import reinstate, suspend
from tests.e2e.waiting import eventually


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(red: int, side: int = 120) -> bytes:
    """Return a picture of one colour."""
    rows = b"".join(b"\x00" + bytes([red, 0, 0]) * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in parts)


def shows(person: Person, body: bytes, **fields: str) -> dict[str, Any]:
    """Send a picture and return the own profile."""
    files = {"avatar": ("me.png", body, "image/png")}
    response = person.request("PATCH", "users/me/", files=files, data=fields)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_picture_is_fetched_by_everybody(ada: Person, http: httpx.Client):
    shown = shows(ada, png(200), bio="With a picture.")

    assert shown["bio"] == "With a picture."
    assert ada.get(f"users/{ada.id}/").json()["avatar"] == shown["avatar"]
    for size in ("small", "medium", "large"):
        answer = http.get(shown["avatar"][size])
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert answer.content[8:12] == b"WEBP"


def test_a_picture_is_shown_beside_posts_followers_and_notifications(ada: Person, bob: Person):
    post = ada.writes()
    avatar = shows(ada, png(90))["avatar"]
    ada.follows(bob)

    def is_everywhere() -> None:
        assert bob.get(f"posts/{post['id']}/").json()["author"]["avatar"] == avatar
        assert ada.results("feed/")[0]["author"]["avatar"] == avatar
        assert bob.results(f"users/{bob.id}/followers/")[0]["avatar"] == avatar
        assert bob.results("notifications/")[0]["senders"][0]["avatar"] == avatar

    eventually(is_everywhere)


def test_a_replaced_picture_is_not_served_any_more(ada: Person, http: httpx.Client):
    old = shows(ada, png(10))["avatar"]
    new = shows(ada, png(20))["avatar"]

    def is_gone() -> None:
        assert [http.get(old[size]).status_code for size in ("small", "medium", "large")] == [404] * 3

    eventually(is_gone)
    assert http.get(new["large"]).status_code == 200


def test_pictures_of_a_suspended_account_cannot_be_fetched(newcomer, ada: Person, http: httpx.Client, admin: Person):
    spammer = newcomer("spam")
    shown = shows(spammer, png(30))["avatar"]
    addresses = [shown[size] for size in ("small", "medium", "large")]
    before = [http.get(address).content for address in addresses]

    suspend(spammer, by=admin)

    eventually(lambda: [http.get(address).status_code for address in addresses] == [404] * 3)
    reinstate(spammer, by=admin)
    eventually(lambda: [http.get(address).content for address in addresses] == before)


def test_what_is_no_picture_is_refused(ada: Person):
    files = {"avatar": ("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")}

    response = ada.request("PATCH", "users/me/", files=files)

    assert (response.status_code, response.json()["code"]) == (415, "picture_not_supported")
    assert ada.get("users/me/").json()["avatar"] is None
