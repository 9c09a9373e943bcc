"""Registering as the clients of the founding documents do: one form with a bio and a picture."""

from uuid import uuid4

import httpx

from tests.e2e.client import PASSWORD, Person, name_like
from tests.e2e.test_pictures import png
from tests.e2e.waiting import eventually

URL = "/api/v1/auth/register/"


def form(**fields: str) -> dict[str, str]:
    """Return the texts of a registration."""
    name = name_like("ada")
    return {
        "username": name,
        "email": f"{name}@example.org",
        "password": PASSWORD,
        "password_confirm": PASSWORD,
        **fields,
    }


def send(http: httpx.Client, fields: dict[str, str], body: bytes, url: str = URL, **headers: str) -> httpx.Response:
    """Register with a picture."""
    return http.post(url, data=fields, files={"profile_picture": ("me.png", body, "image/png")}, headers=headers)


def test_a_registration_with_a_picture_makes_a_profile_that_shows_it(http: httpx.Client):
    registered = send(http, form(bio="Counts."), png(150))

    assert registered.status_code == 201, registered.text
    ada = Person(http, registered.json()["user"]["id"], registered.json()["user"]["username"], registered.json())

    def is_there() -> dict:
        profile = http.get(f"/api/v1/users/{ada.id}/").json()
        assert (profile.get("bio"), profile.get("avatar") is not None) == ("Counts.", True)
        return profile

    shown = eventually(is_there)["avatar"]
    for size in ("small", "medium", "large"):
        answer = http.get(shown[size])
        assert (answer.status_code, answer.content[8:12]) == (200, b"WEBP")


def test_the_old_address_takes_the_same_form(http: httpx.Client):
    fields = form()
    fields["password2"] = fields.pop("password_confirm")

    assert send(http, fields, png(20), url="/api/accounts/register/").status_code == 201


def test_a_bad_picture_is_answered_beside_the_other_faults_and_takes_no_name(http: httpx.Client):
    fields = form()

    refused = send(http, fields | {"email": "nobody"}, png(1)[:70])

    assert refused.status_code == 400
    assert sorted((each["field"], each["code"]) for each in refused.json()["errors"]) == [
        ("email", "invalid"),
        ("profile_picture", "picture_damaged"),
    ]
    assert send(http, fields, png(1)).status_code == 201


def test_a_form_that_is_sent_twice_makes_one_account(http: httpx.Client):
    fields, key = form(), str(uuid4())

    first, second = (send(http, fields, png(3), **{"Idempotency-Key": key}) for _ in range(2))

    assert (first.status_code, second.status_code, second.content == first.content) == (201, 201, True)


def test_a_login_on_a_new_device_is_announced_to_the_owner(ada: Person, http: httpx.Client):
    login = {"login": ada.username, "password": PASSWORD}
    assert http.post("/api/v1/auth/login/", json=login).status_code == 200

    answer = http.post("/api/v1/auth/login/", json=login, headers={"User-Agent": "curl/8.5.0"})

    assert answer.status_code == 200

    def is_announced() -> None:
        logins = ada.results("notifications/?type=login")
        assert len(logins) == 1
        (shown,) = logins
        newest = ada.results("auth/sessions/")[0]
        assert shown["target"] == {"type": "session", "id": newest["id"]}
        assert shown["text"].endswith(": curl.")
        assert newest["device"] == "curl"

    eventually(is_announced)
