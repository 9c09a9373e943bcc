"""Who may comment on a post: the author decides, of those who may read it."""

import pytest
from django.utils import timezone
from factories import CommentFactory, FollowFactory, PersonFactory, PostFactory, follower_of

from chassis.testing.operations import faults_of
from contracts.posts import PostEdited
from contracts.social_graph import BlockChanged
from posts.models import Comment, Post

POSTS = "/api/v1/posts/"
BODY = {"text": "Well said"}


def comments_of(post) -> str:
    return f"{POSTS}{post.id}/comments/"


@pytest.fixture
def people():
    """Return a post's author, a follower, somebody whom the post mentions, and a stranger, by these names."""
    author = PersonFactory().id
    mentioned = PersonFactory().id
    return {"author": author, "follower": follower_of(author), "mentioned": mentioned, "stranger": PersonFactory().id}


ALLOWED = {
    "everyone": {"author", "follower", "mentioned", "stranger"},
    "followers": {"author", "follower"},
    "mentioned": {"author", "mentioned"},
    "nobody": {"author"},
}


@pytest.mark.parametrize("who", ["author", "follower", "mentioned", "stranger"])
@pytest.mark.parametrize("policy", ALLOWED)
def test_who_may_comment(api, emitted, people, policy, who):
    post = PostFactory(author_id=people["author"], reply_policy=policy, mentions=[people["mentioned"]])

    response = api(people[who]).post(comments_of(post), BODY)

    if who in ALLOWED[policy]:
        assert (response.status_code, len(emitted()), Post.objects.get().comments_count) == (201, 1, 1)
    else:
        assert (response.status_code, response.json()["code"]) == (403, "replies_closed")
        assert (emitted(), Comment.objects.exists(), Post.objects.get().comments_count) == ([], False, 0)


@pytest.mark.parametrize("policy", ALLOWED)
def test_it_widens_nothing(api, people, policy):
    post = PostFactory(
        author_id=people["author"], visibility="private", reply_policy=policy, mentions=[people["mentioned"]]
    )

    for who in ("follower", "mentioned", "stranger"):
        assert api(people[who]).post(comments_of(post), BODY).status_code == 404
    assert not Comment.objects.exists()


def test_replies_to_comments_are_comments_too(api, people):
    post = PostFactory(author_id=people["author"], reply_policy="followers")
    parent = CommentFactory(post=post, author_id=people["stranger"])
    body = BODY | {"reply_to": str(parent.id)}

    statuses = [api(people[who]).post(comments_of(post), body).status_code for who in ("stranger", "follower")]

    assert statuses == [403, 201]


def test_a_follow_that_has_ended_does_not_count(api, people):
    post = PostFactory(author_id=people["author"], reply_policy="followers")
    former = FollowFactory(followee_id=people["author"], state="none").follower_id

    assert api(former).post(comments_of(post), BODY).status_code == 403


def test_a_post_is_open_to_everyone_unless_its_author_says_otherwise(api):
    client = api(PersonFactory().id)

    assert client.post(POSTS, {"text": "Open"}).json()["reply_policy"] == "everyone"
    closed = client.post(POSTS, {"text": "Closed", "reply_policy": "nobody"}).json()
    assert closed["reply_policy"] == "nobody"
    assert api().get(f"{POSTS}{closed['id']}/").json()["reply_policy"] == "nobody"


@pytest.mark.parametrize("policy", ["", "friends", None, 1])
def test_an_unknown_policy_is_refused(api, policy):
    response = api(PersonFactory().id).post(POSTS, BODY | {"reply_policy": policy})

    assert (response.status_code, [field for field, _ in faults_of(response)]) == (400, ["reply_policy"])
    assert not Post.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch"])
def test_it_can_be_changed_and_what_was_said_stays(api, emitted, people, feed, method):
    post, follower = PostFactory(author_id=people["author"]), people["follower"]
    comment = CommentFactory(post=post, author_id=people["stranger"])
    assert feed(follower) == [post.text]

    response = getattr(api(people["author"]), method)(f"{POSTS}{post.id}/", {"reply_policy": "nobody"})

    assert (response.status_code, response.json()["reply_policy"], response.json()["text"]) == (
        200,
        "nobody",
        post.text,
    )
    assert [type(event) for event in emitted()] == [PostEdited]
    [shown] = api(follower).get("/api/v1/feed/").json()["results"]
    assert shown["reply_policy"] == "nobody"
    [kept] = api().get(comments_of(post)).json()["results"]
    assert kept["id"] == str(comment.id)
    author = api(people["stranger"])
    assert author.patch(f"/api/v1/comments/{comment.id}/", {"text": "Better"}).status_code == 200
    assert author.post(comments_of(post), BODY).status_code == 403
    assert author.delete(f"/api/v1/comments/{comment.id}/").status_code == 204


def test_what_is_not_sent_keeps_its_value(api, people):
    post = PostFactory(author_id=people["author"], reply_policy="followers")

    shown = api(people["author"]).patch(f"{POSTS}{post.id}/", {"text": "Other words"}).json()

    assert shown["reply_policy"] == "followers"


def test_whom_the_text_mentions_is_decided_by_its_present_words(api):
    author, named = PersonFactory(), PersonFactory(username="named")
    client = api(author.id, author.username)
    post = client.post(POSTS, {"text": "Dear @named", "reply_policy": "mentioned"}).json()
    address = f"{POSTS}{post['id']}/"
    assert api(named.id).post(f"{address}comments/", BODY).status_code == 201

    client.patch(address, {"text": "Dear all"})

    assert api(named.id).post(f"{address}comments/", BODY).status_code == 403


@pytest.mark.parametrize("policy", ["everyone", "nobody"])
def test_one_who_may_not_read_the_thread_of_a_blocked_author_learns_no_policy(api, people, deliver, policy):
    post = PostFactory(author_id=people["author"], reply_policy=policy)
    pair = {"blocker_id": people["author"], "blocked_id": people["stranger"]}
    deliver(BlockChanged(**pair, state="active", version=1, changed_at=timezone.now()))

    assert api(people["stranger"]).post(comments_of(post), BODY).status_code == 404
