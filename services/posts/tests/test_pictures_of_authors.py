"""The picture of an author beside posts, comments and likes; what Redis keeps of it contains no host."""

import pytest
from factories import CommentFactory, PostFactory

from chassis.ids import uuid7
from contracts.profiles import ProfileUpdated

pytestmark = pytest.mark.django_db
FOLDER = "profiles/0f/0f9c1b2a3d4e5f60718293a4b5c6d7e8"
HOSTS = ["https://kith.test", "http://127.0.0.1:8080"]


def avatar_at(host: str) -> dict[str, str]:
    return {size: f"{host}/media/{FOLDER}/{size}.webp" for size in ("small", "medium", "large")} | {"blurhash": "LKO2"}


@pytest.fixture
def author(deliver):
    """An author with a picture."""
    account_id = uuid7()
    card = {"username": "ada", "display_name": "Ada", "avatar": FOLDER, "avatar_blurhash": "LKO2", "version": 1}
    deliver(ProfileUpdated(account_id=account_id, **card))
    return account_id


def test_the_addresses_are_those_of_each_reader(api, author):
    post = PostFactory(author_id=author)
    comment = CommentFactory(post=post, author_id=author)
    client = api(author)
    addresses = [f"/api/v1/posts/{post.id}/", "/api/v1/feed/", "/api/v1/feed/", f"/api/v1/comments/{comment.id}/"]

    for host in HOSTS:
        for address in addresses:
            shown = client.get(address, headers={"X-Public-Url": host}).json()
            shown = shown.get("results", [shown])[0]
            assert shown["author"]["avatar"] == avatar_at(host), (host, address)


@pytest.mark.parametrize("text", ["\\u0001/", '"\\u0001/', '\\"\\u0001/x', "\u2603/media"])
def test_a_text_cannot_pretend_to_be_a_picture(api, author, text):
    post = PostFactory(author_id=author, text=text)

    for _ in range(2):
        assert api(author).get("/api/v1/feed/").json()["results"][0]["text"] == text
    assert api(author).get(f"/api/v1/posts/{post.id}/").json()["text"] == text


def test_a_picture_that_is_removed_is_shown_no_more(api, author, deliver):
    post = PostFactory(author_id=author)
    client = api(author)
    client.get("/api/v1/feed/")

    deliver(ProfileUpdated(account_id=author, username="ada", display_name="Ada", version=2))

    assert client.get("/api/v1/feed/").json()["results"][0]["author"]["avatar"] is None
    assert client.get(f"/api/v1/posts/{post.id}/").json()["author"]["avatar"] is None
