"""Who may see a post, and with it its comments and likes: on every path that shows them."""

import pytest
from factories import CommentFactory, FollowFactory, LikeFactory, PersonFactory, PostFactory, friendship, membership

from chassis.ids import uuid7
from posts.models import Post
from relations.models import Tie

POSTS = "/api/v1/posts/"
TIES = {
    "follower": lambda it, author: FollowFactory(follower_id=it, followee_id=author),
    "former": lambda it, author: FollowFactory(follower_id=it, followee_id=author, state="none", version=2),
    "followee": lambda it, author: FollowFactory(follower_id=author, followee_id=it),
    "friend": lambda it, author: friendship(it, author),
    "former friend": lambda it, author: friendship(it, author, state="none", version=3),
    "asked for friendship": lambda it, author: friendship(it, author, state="first_asked"),
    "friend and follower": lambda it, author: (
        friendship(it, author),
        FollowFactory(follower_id=it, followee_id=author),
    ),
    "member": lambda it, author: membership(GROUP, it),
    "friend, follower and member": lambda it, author: [
        TIES[name](it, author) for name in ("friend and follower", "member")
    ],
    **{
        f"{state} in the group": lambda it, author, state=state: membership(GROUP, it, state=state)
        for state in ("none", "banned", "invited", "requested", "of later")
    },
    "member of another group": lambda it, author: membership(uuid7(), it),
    "stranger": lambda it, author: None,
}
NEVER = {
    "blocker": lambda it, author: block(it, author),
    "blocked": lambda it, author: block(author, it),
}
"""Who sees nothing of the author, whatever else they are: friends, followers and members at once."""
FOLLOWERS = {"follower", "friend and follower", "friend, follower and member"}
FRIENDS = {"friend", "friend and follower", "friend, follower and member"}
MATRIX = [
    ("public", {"author", "nobody", *TIES}),
    ("followers", {"author", *FOLLOWERS}),
    ("friends", {"author", *FRIENDS}),
    ("group", {"author", "member", "friend, follower and member"}),
    ("private", {"author"}),
]
GROUP = uuid7()


def block(blocker, blocked):
    Tie.objects.create(kind="block", source_id=blocker, target_id=blocked, state="active", version=1)


@pytest.fixture
def people():
    """Return everybody who could look at a post: how each stands to the author."""
    author = PersonFactory().id
    found = {name: PersonFactory().id for name in (*TIES, *NEVER)}
    for name, tie in TIES.items():
        tie(found[name], author)
    for name, tie in NEVER.items():
        TIES["friend, follower and member"](found[name], author)
        tie(found[name], author)
    return {"author": author, **found, "nobody": None}


@pytest.fixture
def world(people):
    """Return a function that makes a post with a comment, a reply and a like, and all addresses that show them."""

    def make(visibility: str) -> tuple:
        group_id = GROUP if visibility == "group" else None
        post = PostFactory(author_id=people["author"], visibility=visibility, group_id=group_id)
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
        assert shown == [str(each.id) for each in Post.objects.of_author_visible_to(post.author_id, account_id)]


@pytest.mark.parametrize(("visibility", "allowed"), MATRIX)
def test_lists_of_a_group_hold_what_the_viewer_may_see(api, people, world, visibility, allowed):
    post, _ = world(visibility)
    in_group = allowed if visibility == "group" else set()

    for who, account_id in people.items():
        for address in (f"{POSTS}?group={GROUP}", f"{POSTS}?group={GROUP}&author={post.author_id}"):
            shown = [each["id"] for each in api(account_id).get(address).json()["results"]]
            assert shown == ([str(post.id)] if who in in_group else []), who


@pytest.mark.parametrize(("visibility", "allowed"), MATRIX)
def test_the_list_of_everybody_holds_public_posts_only(api, people, world, visibility, allowed):
    post, _ = world(visibility)

    for who, account_id in people.items():
        shown = [each["id"] for each in api(account_id).get(POSTS).json()["results"]]
        assert shown == ([str(post.id)] if visibility == "public" and who in allowed else []), who


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
