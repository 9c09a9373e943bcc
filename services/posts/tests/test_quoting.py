"""Quotes: a post that quotes another one is read by those who may read both, at every time."""

import pytest
from django.utils import timezone
from factories import FollowFactory, PersonFactory, PostFactory, quote_of

from chassis.ids import uuid7
from contracts.posts import PostPublished
from contracts.social_graph import BlockChanged
from posts.models import Post
from posts.models.post import MAX_QUOTED

POSTS = "/api/v1/posts/"
FEED = "/api/v1/feed/"

pytestmark = pytest.mark.django_db


def publish(api, author, **words):
    return api(author).post(POSTS, {"text": "Look at this.", **words})


def everywhere(api, reader, post) -> dict[str, bool]:
    """Return on which paths a reader finds a post."""
    lists = [
        POSTS,
        f"{POSTS}?author={post.author_id}",
        f"/api/v1/users/{post.author_id}/posts/",
        *([FEED] if reader else []),
    ]
    found = {path: any(each["id"] == str(post.id) for each in _results(api, reader, path)) for path in lists}
    below = ["", "comments/", "likes/"]
    return found | {path: api(reader).get(f"{POSTS}{post.id}/{path}").status_code == 200 for path in below}


def _results(api, reader, path):
    return api(reader).get(path).json()["results"]


def test_a_quote_shows_the_post_that_it_quotes(api, emitted):
    author, quoted = PersonFactory(), PostFactory(title="Note G", content_warning="Long", language="en")

    response = publish(api, author.id, quote_of=str(quoted.id))

    assert response.status_code == 201, response.content
    shown = response.json()
    original = api().get(f"{POSTS}{quoted.id}/").json()
    assert original["quote"] is None
    assert shown["quote"] == {name: original[name] for name in shown["quote"]}
    assert {"id", "url", "author", "title", "text", "content_warning", "created_at"} <= set(shown["quote"])
    assert not {"quote", "liked", "likes_count", "comments_count"} & set(shown["quote"])
    assert api(author.id).get(f"{POSTS}{shown['id']}/").json() == shown
    assert _results(api, author.id, POSTS)[0] == shown
    assert _results(api, author.id, FEED)[0] == {**shown, "shared_by": None}
    [event] = emitted()
    assert (type(event), event.quote_of, event.quoted_author_id) == (PostPublished, quoted.id, quoted.author_id)


def test_what_cannot_be_read_cannot_be_quoted(api, emitted):
    hidden = [
        PostFactory(visibility="private"),
        PostFactory(visibility="followers"),
        PostFactory(deleted_at=timezone.now(), text=""),
    ]
    before = Post.objects.count()

    answers = [publish(api, uuid7(), quote_of=str(id_)) for id_ in (uuid7(), *(post.id for post in hidden))]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        [error] = answer.json()["errors"]
        assert (error["field"], error["code"]) == ("quote_of", "does_not_exist")
    assert (Post.objects.count(), emitted()) == (before, [])


def test_an_own_private_post_is_not_quoted_either(api, emitted):
    post = PostFactory(visibility="private")

    answer = publish(api, post.author_id, quote_of=str(post.id))

    assert (answer.status_code, answer.json()["code"]) == (422, "post_not_shareable")
    assert (Post.objects.count(), emitted()) == (1, [])


def test_a_chain_of_quotes_has_an_end(api):
    post = PostFactory()
    for _ in range(MAX_QUOTED):
        answer = publish(api, post.author_id, quote_of=str(post.id))
        assert answer.status_code == 201
        post = Post.objects.get(id=answer.json()["id"])

    answer = publish(api, post.author_id, quote_of=str(post.id))

    assert (answer.status_code, answer.json()["code"]) == (422, "quotes_too_deep")
    assert Post.objects.count() == MAX_QUOTED + 1


def delete(api, deliver, quoted, reader):
    assert api(quoted.author_id).delete(f"{POSTS}{quoted.id}/").status_code == 204


def narrow(api, deliver, quoted, reader):
    assert api(quoted.author_id).patch(f"{POSTS}{quoted.id}/", {"visibility": "private"}).status_code == 200


def block(api, deliver, quoted, reader):
    deliver(
        BlockChanged(
            blocker_id=quoted.author_id, blocked_id=reader, state="active", version=1, changed_at=timezone.now()
        )
    )


@pytest.mark.parametrize("hide", [delete, narrow, block])
@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("has_timeline", [True, False])
def test_a_quote_goes_with_what_it_quotes(api, deliver, redis_down, hide, depth, has_timeline):
    reader, quoted = PersonFactory().id, PostFactory()
    quote = quoted
    for _ in range(depth):
        quote = quote_of(quote)
    FollowFactory(follower_id=reader, followee_id=quote.author_id)
    if not has_timeline:
        redis_down()
    assert set(everywhere(api, reader, quote).values()) == {True}

    hide(api, deliver, quoted, reader)

    assert set(everywhere(api, reader, quote).values()) == {False}
    own = [api(quote.author_id).get(f"{POSTS}{quote.id}/").json(), _results(api, quote.author_id, FEED)[0]]
    own += [_results(api, quote.author_id, f"{POSTS}?author=me")[0]]
    assert [each["id"] for each in own] == [str(quote.id)] * 3
    expected = [None] * 3 if hide is not block else [str(quote.quote_of_id)] * 3
    assert [each["quote"] and each["quote"]["id"] for each in own] == expected


def test_a_quote_of_a_followers_post_is_for_its_followers(api):
    quoted, follower, stranger = PostFactory(visibility="followers"), PersonFactory().id, PersonFactory().id
    quoter = PersonFactory().id
    for each in (follower, quoter):
        FollowFactory(follower_id=each, followee_id=quoted.author_id)

    quote = Post.objects.get(id=publish(api, quoter, quote_of=str(quoted.id)).json()["id"])

    for reader, expected in (
        (follower, True),
        (quoter, True),
        (stranger, False),
        (None, False),
        (quoted.author_id, True),
    ):
        found = everywhere(api, reader, quote)
        del found[POSTS]
        found.pop(FEED, None)
        assert set(found.values()) == {expected}, reader


@pytest.mark.parametrize("has_timeline", [True, False])
def test_an_edit_of_the_quoted_post_shows_at_once(api, redis_down, has_timeline):
    quote = quote_of(PostFactory(text="Frist"))
    reader = FollowFactory(followee_id=quote.author_id).follower_id
    if not has_timeline:
        redis_down()
    paths = (FEED, POSTS, f"{POSTS}?author={quote.author_id}")
    assert [_results(api, reader, path)[0]["quote"]["text"] for path in paths] == ["Frist"] * 3

    api(quote.quote_of.author_id).patch(f"{POSTS}{quote.quote_of_id}/", {"text": "First"})

    assert [_results(api, reader, path)[0]["quote"]["text"] for path in paths] == ["First"] * 3


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_is_quoted_cannot_be_changed(api, emitted, method):
    quote, other = quote_of(PostFactory()), PostFactory()
    author, path = api(quote.author_id), f"{POSTS}{quote.id}/"
    before = author.get(path).json()

    refused = getattr(author, method)(path, {"text": "New", "quote_of": str(other.id)})

    assert refused.status_code == 400
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [("quote_of", "unknown")]
    assert author.get(path).json() == before
    assert emitted() == []


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize(("path", "queries"), [(POSTS, 2), (FEED, 1)])
def test_lists_of_quotes_cost_what_lists_of_posts_cost(api, django_assert_num_queries, path, queries, count):
    author = PersonFactory().id
    for _ in range(count):
        quote_of(PostFactory(), author_id=author)
    reader = FollowFactory(followee_id=author).follower_id
    _results(api, reader, FEED)

    with django_assert_num_queries(queries):
        shown = _results(api, reader, path)

    assert len([each for each in shown if each["quote"]]) == count
