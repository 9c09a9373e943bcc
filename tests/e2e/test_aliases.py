"""The addresses and headers that older clients use."""

from tests.e2e.client import PASSWORD, Person, name_like, patiently, person_of, register
from tests.e2e.waiting import eventually


def test_the_unversioned_addresses_mean_the_current_version(ada: Person):
    post = ada.post("/api/posts/", {"text": "Through the old address."})

    assert post.status_code == 201
    assert ada.get(f"/api/posts/{post.json()['id']}/").json() == ada.get(f"posts/{post.json()['id']}/").json()
    assert ada.get("/api/feed/").json()["results"] == ada.results("feed/")


def test_the_oldest_addresses_for_registration_login_and_profile_still_work(http):
    name = name_like("eve")
    registered = register(http, path="/api/accounts/register/", username=name)
    assert registered.status_code == 201, registered.text
    assert registered.json()["token"] == registered.json()["access"]

    entered = http.post("/api/accounts/login/", json={"username": name, "password": PASSWORD})
    assert entered.status_code == 200, entered.text

    eve = person_of(http, entered.json())
    eventually(lambda: eve.change("/api/accounts/profile/", {"bio": "Keeps bees."}).status_code == 200)
    assert eve.get("/api/accounts/profile/").json() == eve.get("users/me/").json()
    assert eve.get("users/me/").json()["bio"] == "Keeps bees."


def test_the_second_password_may_have_its_old_name(http):
    name = name_like("eve")
    body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "password2": PASSWORD}

    response = patiently(lambda: http.post("/api/v1/auth/register/", json=body))

    assert response.status_code == 201, response.text


def test_a_token_may_be_sent_under_its_old_name(ada: Person):
    response = ada.get("auth/me/", headers={"Authorization": f"Token {ada.tokens['access']}"})

    assert response.json()["username"] == ada.username


def test_the_request_id_comes_back(ada: Person):
    assert ada.get("feed/", headers={"X-Request-ID": "harbour-17"}).headers["X-Request-ID"] == "harbour-17"
    assert ada.get("feed/").headers["X-Request-ID"]
