"""Who may see a post, and with it its comments and likes: on every path that shows them."""

import pytest
from factories import CommentFactory, FollowFactory, LikeFactory, PersonFactory, PostFactory

from chassis.ids import uuid7

POSTS = "/api/v1/posts/"
MATRIX = [
    ("public", {"author", "follower", "former", "followee", "stranger", "nobody"}),
    ("followers", {"author", "follower"}),
    ("private", {"author"}),
]


@pytest.fixture
def people():
    """Return everybody who could look at a post: how each stands to the author."""
    author, follower, former, followee = (PersonFactory().id for _ in range(4))
    FollowFactory(follower_id=follower, followee_id=author)
    FollowFactory(follower_id=former, followee_id=author, state="none", version=2)
    FollowFactory(follower_id=author, followee_id=followee)
    stranger = PersonFactory().id
    return {
        "author": author,
        "follower": follower,
        "former": former,
        "followee": followee,
        "stranger": stranger,
        "nobody": None,
    }


@pytest.fixture
def world(people):
    """Return a function that makes a post with a comment, a reply and a like, and all addresses that show them."""

    def make(visibility: str) -> tuple:
        post = PostFactory(author_id=people["author"], visibility=visibility)
        comment = CommentFactory(post=post)
        CommentFactory(post=post, reply_to=comment)
        LikeFactory(post=post)
        return post, [
            f"{POSTS}{post.id}/",
            f"{POSTS}{post.id}/comments/",
            f"{POSTS}{post.id}/likes/",
            f"/api/v1/comments/{comment.id}/",
            f"/api/v1/comments/{comment.id}/replies/",
        ]

    return make


@pytest.mark.parametrize(("visibility", "allowed"), MATRIX)
def test_a_post_its_comments_and_likes_are_seen_by_its_audience_only(api, people, world, visibility, allowed):
    _, addresses = world(visibility)

    for who, account_id in people.items():
        statuses = {api(account_id).get(address).status_code for address in addresses}
        assert statuses == ({200} if who in allowed else {404}), who


@pytest.mark.parametrize(("visibility", "allowed"), MATRIX)
def test_lists_of_an_author_hold_what_the_viewer_may_see(api, people, world, visibility, allowed):
    post, _ = world(visibility)

    for who, account_id in people.items():
        for address in (f"/api/v1/users/{post.author_id}/posts/", f"{POSTS}?author={post.author_id}"):
            shown = [each["id"] for each in api(account_id).get(address).json()["results"]]
            assert shown == ([str(post.id)] if who in allowed else []), who


@pytest.mark.parametrize(("visibility", "allowed"), MATRIX)
def test_the_list_of_everybody_holds_public_posts_only(api, people, world, visibility, allowed):
    post, _ = world(visibility)

    for account_id in people.values():
        shown = [each["id"] for each in api(account_id).get(POSTS).json()["results"]]
        assert shown == ([str(post.id)] if visibility == "public" else [])


@pytest.mark.parametrize(("visibility", "allowed"), MATRIX)
def test_only_who_sees_a_post_likes_it_and_comments_on_it(api, emitted, people, world, visibility, allowed):
    post, _ = world(visibility)

    for who, account_id in people.items():
        if account_id is None:
            continue
        liked = api(account_id).put(f"{POSTS}{post.id}/like/").status_code
        said = api(account_id).post(f"{POSTS}{post.id}/comments/", {"text": "Hm"}).status_code
        assert (liked, said) == ((200, 201) if who in allowed else (404, 404)), who
    assert len(emitted()) == 2 * len(allowed - {"nobody"})


@pytest.mark.parametrize("path", ["", "comments/", "likes/"])
def test_hidden_and_missing_objects_are_answered_alike(api, path):
    post, viewer = PostFactory(visibility="private"), api(uuid7())

    hidden = viewer.get(f"{POSTS}{post.id}/{path}")
    missing = viewer.get(f"{POSTS}{uuid7()}/{path}")

    assert {**hidden.json(), "request_id": None} == {**missing.json(), "request_id": None}
    assert (hidden.json()["code"], hidden.json()["detail"]) == ("not_found", "There is nothing here that you may see.")
    assert set(hidden.headers) == set(missing.headers)


def test_a_narrowed_audience_counts_at_once(api, people, world):
    post, addresses = world("public")

    api(people["author"]).patch(f"{POSTS}{post.id}/", {"visibility": "private"})

    assert {api(people["follower"]).get(address).status_code for address in addresses} == {404}
