"""An export: asked for with the password, made in the background, announced, fetched by its owner alone."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZipFile

import httpx

from manifest import SERVICES
from tests.e2e.client import PASSWORD, Person
from tests.e2e.test_pictures import png, shows
from tests.e2e.waiting import eventually

EXPORT = "auth/export/"


def asked(person: Person) -> dict[str, Any]:
    response = person.post(EXPORT, {"password": PASSWORD})
    assert response.status_code == 202, response.text
    return response.json()


def ready(person: Person, export_id: str) -> dict[str, Any]:
    """Wait until an export is ready."""

    def is_ready() -> dict[str, Any]:
        shown = person.get(f"{EXPORT}{export_id}/").json()
        assert shown["state"] == "ready", shown
        return shown

    return eventually(is_ready, within=30)


def fetched(http: httpx.Client, url: str) -> ZipFile:
    response = http.get(url)
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="kith-export.zip"'
    return ZipFile(BytesIO(response.content))


def test_an_export_has_what_its_owner_has(ada: Person, http: httpx.Client):
    avatar = shows(ada, png(120), bio="I count ∑.")["avatar"]

    shown = ready(ada, asked(ada)["id"])

    names = [service.name for service in SERVICES]
    assert shown["progress"] == {"done": len(names), "total": len(names)}
    assert shown["services"] == [{"name": name, "state": "done"} for name in names]
    with fetched(http, shown["url"]) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        [account] = json.loads(archive.read("auth/account.json"))
        [profile] = json.loads(archive.read("profiles/profile.json"))
        assert archive.read("profiles/files/avatar.webp") == http.get(avatar["large"]).content
        assert b"profiles/profile.json" in archive.read("README.txt")
    assert (account["id"], account["username"], account["email"]) == (ada.id, ada.username, ada.email)
    assert (profile["id"], profile["bio"]) == (ada.id, "I count ∑.")


def test_the_owner_is_notified_of_an_export_that_can_be_fetched(ada: Person, bob: Person):
    shown = ready(ada, asked(ada)["id"])

    def is_notified() -> dict[str, Any]:
        [notification] = ada.results("notifications/?type=export")
        return notification

    notification = eventually(is_notified, within=30)
    assert notification["target"] == {"type": "export", "id": shown["id"]}
    until = f"{shown['expires_at'][:10]} {shown['expires_at'][11:16]} UTC"
    assert notification["text"] == f"The export of your data is ready. You can fetch it until {until}."
    assert (notification["senders"], notification["is_read"]) == ([], False)
    assert bob.results("notifications/") == []


def test_an_export_has_no_secrets(ada: Person, http: httpx.Client):
    shown = ready(ada, asked(ada)["id"])

    with fetched(http, shown["url"]) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (b"argon2", PASSWORD.encode(), ada.tokens["refresh"].encode(), b"private_pem", b"token_id"):
        assert secret not in everything


def test_C16_only_its_owner_is_shown_an_export(ada: Person, bob: Person, http: httpx.Client):
    shown = ready(ada, asked(ada)["id"])

    assert bob.get(f"{EXPORT}{shown['id']}/").status_code == 404
    assert bob.results(EXPORT) == []
    assert http.get(f"/api/v1/{EXPORT}{shown['id']}/").status_code == 401
    assert asked(ada)["id"] == shown["id"]


def test_C16_an_address_serves_one_file_for_some_minutes(ada: Person, bob: Person, http: httpx.Client):
    mine, others = (ready(person, asked(person)["id"])["url"] for person in (ada, bob))
    parts, theirs = urlsplit(mine), urlsplit(others)
    given = dict(parse_qsl(parts.query))

    assert http.get(mine, headers={"Range": "bytes=0-1"}).content == b"PK"
    assert http.head(mine).status_code == 200
    assert http.get(parts.path).status_code == 404
    assert http.get(theirs.path, params=given).status_code == 404
    assert http.get(parts.path, params={**given, "expires": str(int(given["expires"]) + 60)}).status_code == 404
    assert http.get(parts.path, params={**given, "signature": "A" * 22}).status_code == 404


def test_an_export_needs_the_password(ada: Person):
    response = ada.post(EXPORT, {"password": "not this one"})

    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "wrong_password")
    assert ada.results(EXPORT) == []
