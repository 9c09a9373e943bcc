"""Lists of posts."""

import pytest
from factories import PersonFactory, PostFactory

from chassis.ids import uuid7

POSTS = "/api/v1/posts/"


def ids(posts) -> list[str]:
    return [str(post.id) for post in posts]


def shown(response) -> list[str]:
    return [post["id"] for post in response.json()["results"]]


def test_everybodys_posts_come_newest_first(api):
    posts = [PostFactory() for _ in range(3)]

    assert shown(api().get(POSTS)) == ids(reversed(posts))


@pytest.mark.parametrize("name", ["@ada.l", "@ADA.L"])
def test_the_posts_of_an_account_are_found_by_its_username(api, name):
    post = PostFactory(author_id=PersonFactory(username="ada.l").id)
    PostFactory()

    assert shown(api().get(f"/api/v1/users/{name}/posts/")) == ids([post])


def test_the_posts_of_an_unknown_username_are_not_found(api):
    response = api().get("/api/v1/users/@nobody/posts/")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_own_posts_hold_the_private_ones(api):
    author = PersonFactory().id
    own = [PostFactory(author_id=author, visibility=each) for each in ("public", "followers", "private")]
    PostFactory()

    assert shown(api(author).get(POSTS, {"author": "me"})) == ids(reversed(own))


def test_own_posts_need_to_know_whose(api):
    assert api().get(POSTS, {"author": "me"}).status_code == 401


@pytest.mark.parametrize("author", ["you", "1", "' OR 1=1--"])
def test_an_author_that_is_none_is_refused(api, author):
    response = api().get(POSTS, {"author": author})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "author")


def test_pages_neither_skip_nor_double_while_posts_arrive(api):
    posts = [PostFactory() for _ in range(5)]
    first = api().get(POSTS, {"limit": 2}).json()
    PostFactory()

    second = api().get(first["next"].removeprefix("https://kith.test"))

    assert [post["id"] for post in first["results"]] + shown(second) == ids(reversed(posts[1:]))
    back = api().get(second.json()["previous"].removeprefix("https://kith.test"))
    assert shown(back) == [post["id"] for post in first["results"]]


@pytest.mark.parametrize(
    "path", ["posts/", "feed/", "users/{id}/posts/", "posts/{post}/comments/", "posts/{post}/likes/"]
)
@pytest.mark.parametrize("limit", ["0", "-1", "101", "1000000000", "abc", "1.5", ""])
def test_a_limit_that_is_none_is_refused(api, path, limit):
    post = PostFactory()
    address = "/api/v1/" + path.format(id=post.author_id, post=post.id)

    response = api(post.author_id).get(address, {"limit": limit})

    assert (response.status_code, response.json()["code"]) == (400, "invalid")


def test_a_cursor_of_another_list_or_viewer_is_refused(api):
    author = PersonFactory().id
    for _ in range(3):
        PostFactory(author_id=author)
    cursor = api(author).get(POSTS, {"limit": 1}).json()["next"].split("cursor=")[1]

    for viewer, address in ((None, POSTS), (author, "/api/v1/feed/"), (author, f"/api/v1/users/{author}/posts/")):
        response = api(viewer).get(address, {"limit": 1, "cursor": cursor})
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize(("path", "queries"), [("posts/", 2), ("posts/?author={id}", 3), ("users/{id}/posts/", 3)])
def test_a_list_costs_the_same_queries_however_many_posts(api, django_assert_num_queries, count, path, queries):
    author = PersonFactory().id
    for _ in range(count):
        PostFactory(author_id=author)

    with django_assert_num_queries(queries):
        response = api(uuid7()).get(f"/api/v1/{path.format(id=author)}")

    assert len(shown(response)) == count


def test_one_post_costs_two_queries(api, django_assert_num_queries):
    post = PostFactory()

    with django_assert_num_queries(2):
        api(uuid7()).get(f"{POSTS}{post.id}/")


EMPTY = [
    "posts/",
    "posts/?author=me",
    "posts/?q=loom",
    "posts/?tag=looms",
    "users/{me}/posts/",
    "hashtags/looms/posts/",
]
EMPTY += ["search/?q=loom", "search/?q=lo&type=tags", "feed/", "activity/"]


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_list_is_polled_for_what_arrives(api, path):
    me = PersonFactory().id
    client = api(me)
    empty = client.get(f"/api/v1/{path.replace('{me}', str(me))}").json()
    still = client.get(empty["previous"].removeprefix("https://kith.test")).json()

    client.post("/api/v1/posts/", {"text": "A loom #looms"})

    assert (empty["results"], empty["next"], still["results"]) == ([], None, [])
    assert len(client.get(still["previous"].removeprefix("https://kith.test")).json()["results"]) == 1
