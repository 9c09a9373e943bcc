"""Every list can be paged through: each item once, and back again."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.client import PASSWORD, Person, person_of, register
from tests.e2e.problems import assert_problem
from tests.e2e.waiting import eventually

COUNT = 5
LISTS = (
    "posts/?author=me",
    "users/{ada}/posts/",
    "feed/",
    "posts/{post}/comments/",
    "posts/{post}/likes/",
    "posts/{post}/shares/",
    "posts/{post}/history/",
    "bookmarks/",
    "posts/{post}/comments/?order=newest",
    "comments/{comment}/replies/",
    "comments/{comment}/likes/",
    "users/{ada}/followers/",
    "users/{ada}/following/",
    "notifications/",
    "auth/sessions/",
    "users/",
)


@pytest.fixture(scope="module")
def people(http) -> list[Person]:
    return [person_of(http, register(http, "people").json()) for _ in range(COUNT + 1)]


@pytest.fixture(scope="module")
def places(people) -> dict[str, str]:
    """Fill every list of one person with COUNT items and return the ids that the addresses need."""
    ada, *others = people
    posts = [ada.writes(f"Number {number}.")["id"] for number in range(COUNT)]
    comment = ada.comments(posts[0])["id"]
    for number, post in enumerate(posts):
        ada.put(f"posts/{post}/bookmark/")
        ada.change(f"posts/{posts[0]}/", {"text": f"Edit {number}."})
    for number, other in enumerate(others):
        other.follows(ada)
        ada.follows(other)
        ada.comments(posts[0], f"Reply {number}.", reply_to=comment)
        other.put(f"posts/{posts[0]}/like/")
        other.put(f"comments/{comment}/like/")
        other.put(f"posts/{posts[number]}/like/")
        other.put(f"posts/{posts[0]}/share/")
        ada.comments(posts[0], f"Comment {number}.")
        ada.http.post("/api/v1/auth/login/", json={"username": ada.username, "password": PASSWORD})
    eventually(lambda: len(ada.results("notifications/?limit=100")) == COUNT + 3)
    return {"ada": ada.id, "post": posts[0], "comment": comment}


def pages(person: Person, path: str) -> Iterator[list[str]]:
    """Yield the ids of page after page, at most 100 pages; the links may name another host than the one asked."""
    for _ in range(100):
        page = person.get(path)
        assert page.status_code == 200, page.text
        yield [item["id"] for item in page.json()["results"]]
        link = page.json()["next"]
        if link is None:
            return
        assert f'<{link}>; rel="next"' in page.headers["Link"]
        path = httpx.URL(link).raw_path.decode()


@pytest.mark.parametrize("path", LISTS)
def test_small_pages_hold_what_one_large_page_holds(people, places, path):
    ada, path = people[0], path.format(**places)
    joint = "&" if "?" in path else "?"
    whole = ada.ids(f"{path}{joint}limit=100")

    found = list(pages(ada, f"{path}{joint}limit=2"))

    seen = [item for page in found for item in page]
    assert len(seen) == len(set(seen))
    assert seen[: len(whole)] == whole
    assert all(len(page) == 2 for page in found[:-1])
    assert len(whole) >= COUNT


def test_a_cursor_opens_one_list_for_one_person(people, places):
    ada, other = people[0], people[1]
    cursor = ada.get("posts/?author=me&limit=2").json()["next"].rpartition("cursor=")[2]

    for reader, path in ((other, "posts/?author=me"), (ada, f"users/{ada.id}/posts/?"), (ada, "notifications/?")):
        assert_problem(reader.get(f"{path}&cursor={cursor}"), 400, "invalid_cursor")
    assert_problem(ada.get(f"posts/?author=me&cursor={cursor[:-2]}"), 400, "invalid_cursor")


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1000000000", "abc", "1.5", ""])
@pytest.mark.parametrize("path", LISTS)
def test_a_limit_out_of_bounds_is_refused(people, places, path, limit):
    path = path.format(**places)

    response = people[0].get(f"{path}{'&' if '?' in path else '?'}limit={limit}")

    assert_problem(response, 400, "invalid")


def test_new_items_neither_repeat_nor_hide_old_ones(people, places):
    ada = people[0]
    before = ada.ids("posts/?author=me&limit=100")
    walk = pages(ada, "posts/?author=me&limit=2")
    seen = next(walk)

    ada.writes("In between.")
    seen += [item for page in walk for item in page]

    assert seen == before
