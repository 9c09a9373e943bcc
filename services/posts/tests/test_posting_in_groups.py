"""Posts for the members of a group: who may write them, and what an edit makes of them."""

import pytest
from factories import FollowFactory, MediumFactory, PersonFactory, PostFactory, friendship, membership

from chassis.ids import uuid7
from posts.models import Post

POSTS = "/api/v1/posts/"
UNKNOWN = ("group", "unknown")


@pytest.fixture
def group():
    """Return the id of a group."""
    return uuid7()


@pytest.fixture
def member(group):
    """Return a member of the group."""
    account_id = PersonFactory().id
    membership(group, account_id)
    return account_id


@pytest.fixture
def post(group, member):
    """Return a post of the member in the group."""
    return PostFactory(author_id=member, visibility="group", group_id=group)


def faults(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.json()
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


@pytest.mark.parametrize("words", [{}, {"visibility": "group"}])
def test_a_group_alone_makes_its_members_the_audience(api, emitted, group, member, words):
    answer = api(member).post(POSTS, {"text": "For us", "group": str(group), **words})

    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["visibility"], shown["group"]) == ("group", {"id": str(group)})
    assert api(member).get(f"{POSTS}{shown['id']}/").json() == shown
    (event,) = emitted()
    assert (event.visibility, event.group_id) == ("group", group)


@pytest.mark.parametrize("state", ["none", "banned", "invited", "requested", "of later"])
def test_a_group_that_one_is_no_member_of_is_refused_like_one_that_does_not_exist(api, emitted, group, state):
    other = PersonFactory().id
    membership(group, other, state=state)

    refused, missing = (api(other).post(POSTS, {"text": "Hello", "group": str(id_)}) for id_ in (group, uuid7()))

    assert faults(refused) == faults(missing) == [("group", "does_not_exist")]
    assert {**refused.json(), "request_id": None} == {**missing.json(), "request_id": None}
    assert (Post.objects.count(), emitted()) == (0, [])


@pytest.mark.parametrize("visibility", ["public", "followers", "friends", "private"])
def test_a_group_and_another_visibility_contradict_each_other(api, group, member, visibility):
    answer = api(member).post(POSTS, {"text": "Hello", "group": str(group), "visibility": visibility})

    assert faults(answer) == [("group", "invalid")]
    assert Post.objects.count() == 0


@pytest.mark.parametrize("words", [{}, {"group": None}])
def test_the_visibility_group_needs_one(api, member, words):
    assert faults(api(member).post(POSTS, {"text": "Hello", "visibility": "group", **words})) == [("group", "required")]


def test_what_is_no_id_is_refused(api, member):
    assert faults(api(member).post(POSTS, {"text": "Hello", "group": "readers"})) == [("group", "invalid")]
    assert api(member).get(f"{POSTS}?group=readers").status_code == 400


@pytest.mark.parametrize("sent", [{}, {"visibility": "group"}, {"group": None}, {"group": {"id": str(uuid7())}}])
def test_an_edit_without_another_visibility_leaves_the_group_as_it_is(api, emitted, post, sent):
    answer = api(post.author_id).put(f"{POSTS}{post.id}/", {"text": "Better", **sent})

    assert (answer.status_code, answer.json()["group"]) == (200, {"id": str(post.group_id)})
    (event,) = emitted()
    assert (event.visibility, event.group_id) == ("group", post.group_id)


@pytest.mark.parametrize("visibility", ["public", "followers", "friends", "private"])
def test_a_post_leaves_its_group_by_another_visibility_and_does_not_come_back(api, emitted, group, post, visibility):
    author = api(post.author_id)

    left = author.patch(f"{POSTS}{post.id}/", {"visibility": visibility})
    refused = author.patch(f"{POSTS}{post.id}/", {"visibility": "group", "text": "Again", "group": {"id": str(group)}})

    assert (left.json()["visibility"], left.json()["group"]) == (visibility, None)
    assert faults(refused) == [("visibility", "invalid")]
    assert author.get(f"{POSTS}{post.id}/").json() == left.json()
    assert author.get(f"{POSTS}?group={group}").json()["results"] == []
    assert [(event.visibility, event.group_id) for event in emitted()] == [(visibility, None)]


def test_a_post_of_no_group_does_not_come_into_one(api, emitted, group, member):
    post = PostFactory(author_id=member)

    for sent, fault in (({"visibility": "group"}, ("visibility", "invalid")), ({"group": str(group)}, UNKNOWN)):
        assert faults(api(member).patch(f"{POSTS}{post.id}/", {"text": "New", **sent})) == [fault]

    assert api(member).get(f"{POSTS}{post.id}/").json()["text"] == post.text
    assert emitted() == []


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_post_does_not_move_to_another_group(api, emitted, post, group, method):
    other = uuid7()
    membership(other, post.author_id)
    author = api(post.author_id)
    before = author.get(f"{POSTS}{post.id}/").json()

    refused = getattr(author, method)(f"{POSTS}{post.id}/", {"text": "New", "group": str(other)})

    assert faults(refused) == [UNKNOWN]
    assert author.get(f"{POSTS}{post.id}/").json() == before
    assert emitted() == []


@pytest.fixture(params=["banned", "none"])
def former(request, group):
    """Return a post of an account that was a member of the group."""
    author = PersonFactory().id
    membership(group, author, state=request.param)
    return PostFactory(author_id=author, visibility="group", group_id=group)


def test_a_former_member_reads_and_deletes_its_own_posts(api, group, former):
    author, post = former.author_id, former
    other = PostFactory(visibility="group", group_id=group)
    mine = api(author)

    for address in (f"{POSTS}?group={group}", f"{POSTS}?author=me", f"{POSTS}?group={group}&author=me"):
        assert [each["id"] for each in mine.get(address).json()["results"]] == [str(post.id)]
    assert mine.get(f"{POSTS}{other.id}/").status_code == 404
    assert mine.delete(f"{POSTS}{post.id}/").status_code == 204


@pytest.mark.parametrize("sent", [{"text": "Now"}, {"media": "new"}, {"title": "Now", "visibility": "group"}])
def test_what_a_former_member_writes_does_not_reach_the_group(api, emitted, former, sent):
    mine, path = api(former.author_id), f"{POSTS}{former.id}/"
    new = MediumFactory(owner_id=former.author_id)
    before = mine.get(path).json()

    refused = mine.patch(path, {**sent, "media": [str(new.id)]} if "media" in sent else sent)

    assert (refused.status_code, refused.json()["code"]) == (403, "no_longer_a_member")
    assert mine.get(path).json() == before
    assert emitted() == []


def test_a_former_member_does_not_describe_its_pictures_in_the_group_anew(api, emitted, former):
    medium = MediumFactory(owner_id=former.author_id, post=former, position=0)
    mine, path = api(former.author_id), f"/api/v1/media/{medium.id}/"

    refused = mine.patch(path, {"alt": "Now"})

    assert (refused.status_code, refused.json()["code"]) == (403, "no_longer_a_member")
    assert mine.get(path).json()["alt"] == ""
    assert emitted() == []


def test_a_former_member_takes_its_post_out_of_the_group(api, group, member, former):
    taken = api(former.author_id).patch(f"{POSTS}{former.id}/", {"text": "Mine", "visibility": "private"})

    assert (taken.json()["text"], taken.json()["group"]) == ("Mine", None)
    assert api(member).get(f"{POSTS}?group={group}").json()["results"] == []


def test_members_read_what_a_former_member_wrote(api, member, group):
    post = PostFactory(visibility="group", group_id=group)

    for address in (f"{POSTS}?group={group}", f"/api/v1/users/{post.author_id}/posts/"):
        assert [each["id"] for each in api(member).get(address).json()["results"]] == [str(post.id)]


def test_anonymous_callers_find_nothing_in_a_group(api, post):
    assert api().get(f"{POSTS}?group={post.group_id}").json()["results"] == []


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize(
    "path", ["posts/?group={group}", "posts/?author={author}", "posts/?group={group}&author={author}"]
)
def test_lists_cost_the_same_queries_however_long(api, member, group, path, django_assert_num_queries, count):
    author = PersonFactory().id
    for _ in range(count):
        PostFactory(author_id=author, visibility="group", group_id=group)
    PostFactory(author_id=author, visibility="private")
    client, address = api(member), f"/api/v1/{path.format(group=group, author=author)}"
    client.get(address)

    with django_assert_num_queries(3):  # who may read, or which ones; posts; people
        shown = client.get(address).json()["results"]

    assert len(shown) == count


def test_the_posts_of_an_author_come_from_all_audiences_in_their_order(api, all_pages, group, member):
    author, other = PersonFactory().id, uuid7()
    membership(other, member)
    FollowFactory(follower_id=member, followee_id=author)
    friendship(member, author)
    kinds = [("public", None), ("followers", None), ("friends", None), ("group", group), ("group", other)]
    kinds += [("private", None), ("group", uuid7())]
    posts = [PostFactory(author_id=author, visibility=kind, group_id=in_) for _ in range(3) for kind, in_ in kinds]
    readable = [post for post in posts if post.visibility != "private" and post.group_id in (None, group, other)]

    shown = all_pages(member, f"/api/v1/users/{author}/posts/", limit=4)

    assert [post["id"] for post in shown] == [str(post.id) for post in reversed(readable)]
