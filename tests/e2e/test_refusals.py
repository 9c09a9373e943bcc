"""Every documented refusal: its status, its code, and that nothing happened."""

import pytest

from tests.e2e.client import Person
from tests.e2e.problems import anonymous_body, assert_problem, faults_of
from tests.e2e.waiting import eventually

NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def ada(newcomer) -> Person:
    """Return one account for all: what is refused changes nothing."""
    return newcomer("ada")


@pytest.fixture(scope="module")
def bob(newcomer) -> Person:
    """Return another account for all."""
    return newcomer("bob")


def test_one_cannot_follow_oneself(ada: Person):
    eventually(lambda: ada.get(f"users/{ada.id}/followers/").status_code == 200)

    assert_problem(ada.put(f"users/{ada.id}/follow/"), 422, "cannot_follow_yourself")
    assert ada.ids(f"users/{ada.id}/followers/") == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "users/{id}/"),
        ("GET", "users/@nobody_at_all/"),
        ("PUT", "users/{id}/follow/"),
        ("DELETE", "users/{id}/follow/"),
        ("GET", "users/{id}/followers/"),
        ("GET", "users/{id}/following/"),
        ("GET", "posts/{id}/"),
        ("PATCH", "posts/{id}/"),
        ("DELETE", "posts/{id}/"),
        ("GET", "posts/{id}/comments/"),
        ("POST", "posts/{id}/comments/"),
        ("PUT", "posts/{id}/like/"),
        ("DELETE", "posts/{id}/like/"),
        ("GET", "posts/{id}/likes/"),
        ("GET", "comments/{id}/"),
        ("PATCH", "comments/{id}/"),
        ("DELETE", "comments/{id}/"),
        ("GET", "comments/{id}/replies/"),
        ("PUT", "notifications/{id}/read/"),
        ("DELETE", "notifications/{id}/"),
        ("DELETE", "auth/sessions/{id}/"),
    ],
)
def test_what_does_not_exist_is_not_found(ada: Person, method: str, path: str):
    body = {"text": "Hello."} if method in ("POST", "PATCH") else None

    response = ada.request(method, path.format(id=NOBODY), json=body)

    assert_problem(response, 404, "not_found")


def test_what_is_hidden_looks_like_what_does_not_exist(ada: Person, bob: Person):
    post = ada.writes(visibility="private")["id"]
    comment = ada.comments(post)["id"]
    for method, path in [
        ("GET", "posts/{}/"),
        ("PATCH", "posts/{}/"),
        ("DELETE", "posts/{}/"),
        ("GET", "posts/{}/comments/"),
        ("POST", "posts/{}/comments/"),
        ("PUT", "posts/{}/like/"),
        ("GET", "posts/{}/likes/"),
    ]:
        body = {"text": "Hello."} if method in ("POST", "PATCH") else None
        hidden, missing = (bob.request(method, path.format(each), json=body) for each in (post, NOBODY))
        assert_problem(hidden, 404, "not_found")
        assert anonymous_body(hidden) == anonymous_body(missing)
    for method, path in [("GET", "comments/{}/"), ("DELETE", "comments/{}/"), ("GET", "comments/{}/replies/")]:
        hidden, missing = (bob.request(method, path.format(each)) for each in (comment, NOBODY))
        assert anonymous_body(hidden) == anonymous_body(missing)
    assert ada.get(f"posts/{post}/").json()["likes_count"] == 0


def test_only_the_author_changes_a_post_or_a_comment(ada: Person, bob: Person):
    post = ada.writes("Mine.")
    comment = ada.comments(post["id"], "Mine too.")

    for path, code in ((f"posts/{post['id']}/", "not_your_post"), (f"comments/{comment['id']}/", "not_your_comment")):
        assert_problem(bob.change(path, {"text": "Taken."}), 403, code)
        assert_problem(bob.delete(path), 403, code)
        assert ada.get(path).json()["text"].startswith("Mine")


@pytest.mark.parametrize("text", [None, 7, ["a"], "", "   ", "\u200b", "a\u0000b", "x" * 5001])
def test_a_post_without_a_proper_text_is_refused(ada: Person, text):
    before = ada.ids("posts/?author=me")

    response = ada.post("posts/", {"text": text})

    assert_problem(response, 400)
    assert "errors" not in response.json() or faults_of(response) == {"text"}
    assert ada.ids("posts/?author=me") == before


def test_one_answer_names_every_fault(ada: Person):
    body = {"title": "t" * 256, "text": "", "visibility": "nobody", "content_warning": "w" * 201}

    response = ada.post("posts/", body)

    assert_problem(response, 400, "invalid")
    assert faults_of(response) == {"title", "text", "visibility", "content_warning"}


@pytest.mark.parametrize("length", [4999, 5000])
def test_a_text_up_to_the_limit_is_kept_as_written(ada: Person, length: int):
    text = "né ' <b>& \U0001f468\u200d\U0001f469\u200d\U0001f467\n".ljust(length, "ø")

    post = ada.writes(text)

    assert ada.get(f"posts/{post['id']}/").json()["text"] == text


def test_fields_that_are_not_the_clients_to_set_are_ignored(ada: Person, bob: Person):
    forged = {
        "id": NOBODY,
        "author": {"id": bob.id},
        "likes_count": 9,
        "created_at": "2001-01-01T00:00:00Z",
    }

    post = ada.writes("Honest.", **forged)

    assert post["id"] != NOBODY
    assert (post["author"]["id"], post["likes_count"]) == (ada.id, 0)
    assert post["created_at"] > "2020"
    assert_problem(ada.post("posts/", {"text": "Forged.", "author_id": bob.id}), 400, "invalid")
    assert ada.ids("posts/?author=me")[0] == post["id"]


def test_a_profile_is_changed_by_its_owner_only(ada: Person, bob: Person):
    eventually(lambda: bob.get(f"users/{ada.id}/").status_code == 200)

    assert_problem(bob.change(f"users/{ada.id}/", {"bio": "Was here."}))
    assert ada.get(f"users/{ada.id}/").json()["bio"] == ""
    assert_problem(ada.change("users/me/", {"bio": "b" * 501, "website": "javascript:alert(1)"}), 400, "invalid")


def test_others_see_no_private_fields(ada: Person, bob: Person):
    eventually(lambda: bob.get(f"users/{ada.id}/").status_code == 200)
    post = ada.writes()

    for path in (f"users/{ada.id}/", f"posts/{post['id']}/", "users/"):
        shown = bob.get(path).text
        assert ada.email not in shown
        assert not any(f'"{field}"' in shown for field in ("email", "password", "roles", "last_login", "version"))


def test_too_many_ids_are_refused(ada: Person):
    assert_problem(ada.get("users/?ids=" + ",".join([NOBODY] * 101)), 400)
