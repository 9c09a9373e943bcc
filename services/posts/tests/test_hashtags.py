"""Hashtags of posts, and the posts with one."""

from urllib.parse import quote
from uuid import UUID

import pytest
from factories import FollowFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from posts.models import Post, PostTag
from posts.services.texts import texts_read
from relations.models import Membership, Tie

POSTS = "/api/v1/posts/"


def address(tag: str) -> str:
    return f"/api/v1/hashtags/{quote(tag)}/posts/"


def shown(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [post["text"] for post in response.json()["results"]]


@pytest.fixture
def author(api):
    """Return the client of an author."""
    return api(PersonFactory(username="ada").id, "ada")


def test_a_post_shows_its_hashtags_as_they_are_written(author, api):
    post = author.post(POSTS, {"text": "#Looms and #Straße, again #looms. a#b"}).json()

    assert post["hashtags"] == ["Looms", "Straße"]
    assert api().get(f"{POSTS}{post['id']}/").json()["hashtags"] == ["Looms", "Straße"]


@pytest.mark.parametrize("tag", ["straße", "STRASSE", "Straße", "strasse"])
def test_posts_are_found_by_a_hashtag_in_any_case(author, api, tag):
    author.post(POSTS, {"text": "One #Straße"})
    author.post(POSTS, {"text": "Two #STRASSE"})
    author.post(POSTS, {"text": "Three #Strasse1"})

    assert shown(api().get(address(tag))) == ["Two #STRASSE", "One #Straße"]


@pytest.mark.parametrize("tag", ["unused", "123", "_", "x\u202e", "\x85", "a" * 100])
def test_a_tag_that_nobody_uses_has_no_posts(author, api, tag):
    author.post(POSTS, {"text": "One #x"})

    assert shown(api().get(address(tag))) == []


@pytest.mark.parametrize("tag", ["nobody-uses", "#x", "a b", "%", "' OR 1=1--", "\x00", "a" * 101])
def test_what_no_tag_can_be_is_no_address(api, tag):
    answer = api().get(address(tag))

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_address")


@pytest.mark.parametrize("tag", ["東京", "Öko", "Москва"])
def test_the_links_of_a_tag_are_ascii(author, api, tag):
    for number in range(3):
        author.post(POSTS, {"text": f"{number} #{tag}"})

    page = api().get(address(tag) + "?limit=1")

    assert page.json()["next"].startswith(f"https://kith.test{address(tag)}?limit=1&cursor=")
    assert page["Link"].isascii()
    assert page["Link"].startswith(f'<{page.json()["next"]}>; rel="next", <{page.json()["previous"]}>')


def test_an_edit_moves_the_hashtags(author, api):
    post = author.post(POSTS, {"text": "#old"}).json()

    edited = author.patch(f"{POSTS}{post['id']}/", {"text": "#new"}).json()

    assert edited["hashtags"] == ["new"]
    assert (shown(api().get(address("old"))), shown(api().get(address("new")))) == ([], ["#new"])


def test_an_edit_of_the_audience_moves_the_post_to_it(author, api):
    post = author.post(POSTS, {"text": "#x", "visibility": "private"}).json()
    assert (shown(api().get(address("x"))), shown(author.get(address("x")))) == ([], ["#x"])

    author.patch(f"{POSTS}{post['id']}/", {"visibility": "public"})

    assert (shown(api().get(address("x"))), shown(author.get(address("x")))) == (["#x"], ["#x"])


def test_a_deleted_post_has_no_hashtags(author, api):
    post = author.post(POSTS, {"text": "#x"}).json()

    author.delete(f"{POSTS}{post['id']}/")

    assert shown(api().get(address("x"))) == []
    assert not PostTag.objects.exists()
    assert Post.objects.get().hashtags == []


def test_a_tag_has_what_the_viewer_may_read(author, api):
    author_id = Post.objects.get(id=author.post(POSTS, {"text": "#x public"}).json()["id"]).author_id
    for visibility in ("followers", "private"):
        author.post(POSTS, {"text": f"#x {visibility}", "visibility": visibility})
    follower, blocked = FollowFactory(followee_id=author_id).follower_id, uuid7()
    Tie.objects.create(kind="block", source_id=author_id, target_id=blocked, state="active", version=1)

    assert shown(api().get(address("x"))) == shown(api(uuid7()).get(address("x"))) == ["#x public"]
    assert shown(api(follower).get(address("x"))) == ["#x followers", "#x public"]
    assert shown(author.get(address("x"))) == ["#x private", "#x followers", "#x public"]
    assert shown(api(blocked).get(address("x"))) == []


def test_a_tag_has_the_posts_of_friends_and_of_groups_for_those_alone(author, api):
    author_id = author.post(POSTS, {"text": "First"}).json()["author"]["id"]
    friend, other_friend, member, group = uuid7(), uuid7(), uuid7(), uuid7()
    for source, target in ((author_id, friend), (other_friend, author_id)):
        Tie.objects.create(kind="friend", source_id=source, target_id=target, state="active", version=1)
    for account_id in (author_id, member):
        Membership.objects.create(group_id=group, account_id=account_id, role="member", state="active", version=1)
    author.post(POSTS, {"text": "#x friends", "visibility": "friends"})
    author.post(POSTS, {"text": "#x group", "visibility": "group", "group": str(group)})

    assert shown(api(friend).get(address("x"))) == shown(api(other_friend).get(address("x"))) == ["#x friends"]
    assert shown(api(member).get(address("x"))) == ["#x group"]
    assert shown(api(uuid7()).get(address("x"))) == []


def test_a_tag_has_ones_own_posts_of_a_group_that_one_has_left_and_no_others(author, api, all_pages):
    author_id = author.post(POSTS, {"text": "#x mine"}).json()["author"]["id"]
    author_id = UUID(author_id)
    member, group = uuid7(), uuid7()
    for account_id in (author_id, member):
        Membership.objects.create(group_id=group, account_id=account_id, role="member", state="active", version=1)
    body = {"visibility": "group", "group": str(group)}
    for number in range(4):
        author.post(POSTS, {"text": f"#x {number}", **body})
    api(member).post(POSTS, {"text": "#x theirs", **body})
    author.post(POSTS, {"text": "#y", **body})
    inside = [post["text"] for post in all_pages(author_id, address("x"))]

    Membership.objects.filter(account_id=author_id).update(state="none")

    mine = ["#x 3", "#x 2", "#x 1", "#x 0", "#x mine"]
    assert inside == ["#x theirs", *mine]
    assert [post["text"] for post in all_pages(author_id, address("x"))] == mine
    assert shown(api(member).get(address("x"))) == ["#x theirs", *mine]


def test_pages_of_a_tag_neither_skip_nor_double(author, api, all_pages):
    reader = FollowFactory(followee_id=author.post(POSTS, {"text": "#x 0"}).json()["author"]["id"]).follower_id
    for number in range(1, 8):
        author.post(POSTS, {"text": f"#x {number}", "visibility": ("public", "followers", "private")[number % 3]})

    found = all_pages(reader, address("x"))

    assert [post["text"] for post in found] == [f"#x {n}" for n in (7, 6, 4, 3, 1, 0)]


@pytest.mark.parametrize("count", [1, 10])
def test_a_tag_costs_the_same_queries_however_many_posts(author, api, django_assert_num_queries, count):
    for _ in range(count):
        author.post(POSTS, {"text": "#x"})

    with django_assert_num_queries(3):
        response = api(uuid7()).get(address("x"))

    assert len(shown(response)) == count


def test_posts_of_before_are_read_by_a_job(api, run_jobs):
    ada = PersonFactory(username="ada")
    post = PostFactory(text="#Old @ada")
    PostFactory(text="Nothing")

    assert texts_read("all", {}) is None

    post.refresh_from_db()
    assert (post.hashtags, post.mentions, post.version) == (["Old"], [ada.id], 2)
    assert shown(api().get(address("old"))) == ["#Old @ada"]
