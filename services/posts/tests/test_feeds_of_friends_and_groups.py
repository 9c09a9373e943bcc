"""Friends' and groups' posts in feeds: with a timeline and without one, and at once when a relation changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone
from factories import PersonFactory, PostFactory, deleted, follow_changed, published

from chassis.ids import uuid7
from chassis.testing.locks import wait_for_a_lock
from contracts.social_graph import BlockChanged, FriendshipChanged, MembershipChanged, MuteChanged
from posts import timelines
from posts.consumers import fan_out_post
from posts.models import Post
from posts.services import fan_out
from posts.services.timelines import timeline_ensure
from relations.consumers import keep_memberships, keep_ties

FEED = "/api/v1/feed/"


@pytest.fixture(params=["cold", "warm", "without Redis"])
def reader(request, api):
    """Return somebody who reads feeds: without a timeline before, with one, or while Redis is away."""
    account_id = PersonFactory().id
    if request.param == "warm":
        api(account_id).get(FEED)
    if request.param == "without Redis":
        request.getfixturevalue("redis_down")()
    return account_id


@pytest.fixture
def publish(deliver):
    """Return a function that publishes a post and delivers its event."""

    def act(author_id, **fields):
        post = PostFactory(author_id=author_id, **fields)
        deliver(published(post))
        return post

    return act


def friendship_changed(one, other, *, state="active", version=1) -> FriendshipChanged:
    first, second = sorted((one, other))
    return FriendshipChanged(first_id=first, second_id=second, state=state, version=version, changed_at=timezone.now())


def membership_changed(group_id, account_id, *, state="active", version=1) -> MembershipChanged:
    return MembershipChanged(
        group_id=group_id, account_id=account_id, role="member", state=state, version=version, changed_at=timezone.now()
    )


def block_changed(blocker, blocked) -> BlockChanged:
    return BlockChanged(blocker_id=blocker, blocked_id=blocked, state="active", version=1, changed_at=timezone.now())


def mute_changed(muter, muted, *, state="active", version=1) -> MuteChanged:
    return MuteChanged(
        muter_id=muter,
        muted_id=muted,
        state=state,
        hides_notifications=False,
        until=None,
        version=version,
        changed_at=timezone.now(),
    )


def texts(posts) -> list[str]:
    return [post.text for post in reversed(posts)]


@pytest.mark.parametrize("is_before", [False, True], ids=["published later", "published before"])
def test_a_friend_who_follows_nobody_gets_posts_for_everybody_and_for_friends(
    deliver, feed, publish, reader, is_before
):
    friend = PersonFactory().id
    if not is_before:
        deliver(friendship_changed(reader, friend))
    public = publish(friend)
    publish(friend, visibility="followers")
    for_friends = publish(friend, visibility="friends")
    publish(friend, visibility="private")
    if is_before:
        deliver(friendship_changed(reader, friend))

    assert feed(reader) == texts([public, for_friends])
    assert feed(reader) == texts([public, for_friends])


@pytest.mark.parametrize("is_before", [False, True], ids=["published later", "published before"])
def test_a_member_who_follows_nobody_gets_the_posts_of_the_group(deliver, feed, publish, reader, is_before):
    group, author = uuid7(), PersonFactory().id
    if not is_before:
        deliver(membership_changed(group, reader))
    publish(author)
    post = publish(author, visibility="group", group_id=group)
    publish(author, visibility="group", group_id=uuid7())
    if is_before:
        deliver(membership_changed(group, reader))

    assert feed(reader) == [post.text]
    assert feed(reader) == [post.text]


def test_who_is_friend_follower_and_member_gets_each_post_once(deliver, feed, publish, reader):
    group, author = uuid7(), PersonFactory().id
    deliver(friendship_changed(reader, author))
    deliver(follow_changed(reader, author))
    deliver(membership_changed(group, reader))

    posts = [publish(author, visibility=visibility) for visibility in ("public", "followers", "friends")]
    posts.append(publish(author, visibility="group", group_id=group))

    assert feed(reader) == texts(posts)


ENDS = {
    "unfriend": lambda it, author, group: friendship_changed(it, author, state="none", version=2),
    "unfollow": lambda it, author, group: follow_changed(it, author, state="none", version=2),
    "leave": lambda it, author, group: membership_changed(group, it, state="none", version=2),
    "ban": lambda it, author, group: membership_changed(group, it, state="banned", version=2),
}
LEFT = {
    "unfriend": ["public", "followers", "group"],
    "unfollow": ["public", "friends", "group"],
    "leave": ["public", "followers", "friends"],
    "ban": ["public", "followers", "friends"],
}


@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_one_relation_takes_what_only_it_gave_and_at_once(deliver, feed, publish, reader, end):
    group, author = uuid7(), PersonFactory().id
    deliver(friendship_changed(reader, author))
    deliver(follow_changed(reader, author))
    deliver(membership_changed(group, reader))
    posts = [publish(author, visibility=visibility) for visibility in ("public", "followers", "friends")]
    posts.append(publish(author, visibility="group", group_id=group))
    feed(reader)

    deliver(ENDS[end](reader, author, group))

    assert feed(reader) == texts([post for post in posts if post.visibility in LEFT[end]])


@pytest.mark.parametrize("who", ["mute", "block", "blocked"])
def test_a_mute_and_a_block_apply_to_friends_and_groups_too(deliver, feed, publish, reader, who):
    group, author = uuid7(), PersonFactory().id
    deliver(friendship_changed(reader, author))
    deliver(membership_changed(group, reader))
    publish(author)
    publish(author, visibility="friends")
    publish(author, visibility="group", group_id=group)
    other = publish(PersonFactory().id, visibility="group", group_id=group)

    event = {"mute": mute_changed(reader, author), "block": block_changed(reader, author)}
    deliver(event.get(who) or block_changed(author, reader))

    assert feed(reader) == [other.text]


def test_after_a_mute_all_is_there_again_although_a_follow_ended_meanwhile(deliver, feed, publish, reader):
    friend = PersonFactory().id
    deliver(friendship_changed(reader, friend))
    deliver(follow_changed(reader, friend))
    post = publish(friend)
    deliver(mute_changed(reader, friend))
    deliver(follow_changed(reader, friend, state="none", version=2))
    assert feed(reader) == []

    deliver(mute_changed(reader, friend, state="none", version=2))

    assert feed(reader) == [post.text]


def test_the_end_of_a_membership_leaves_own_posts(deliver, feed, publish, reader):
    group = uuid7()
    deliver(membership_changed(group, reader))
    post = publish(reader, visibility="group", group_id=group)
    publish(PersonFactory().id, visibility="group", group_id=group)

    deliver(membership_changed(group, reader, state="none", version=2))

    assert feed(reader) == [post.text]


@pytest.mark.parametrize(
    ("before", "after"), [("followers", "public"), ("followers", "friends"), ("private", "friends")]
)
def test_an_edit_that_includes_friends_reaches_their_feeds(
    api, deliver, run_jobs, feed, publish, reader, before, after
):
    friend = PersonFactory().id
    deliver(friendship_changed(reader, friend))
    post = publish(friend, visibility=before)
    assert feed(reader) == []

    api(friend).patch(f"/api/v1/posts/{post.id}/", {"visibility": after})
    run_jobs()

    assert feed(reader) == [post.text]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("visibility", ["public", "friends", "group"])
def test_many_readers_are_reached_in_steps_and_left_again(monkeypatch, api, deliver, run_jobs, visibility, times):
    monkeypatch.setattr(fan_out, "FOLLOWERS_AT_ONCE", 2)
    group, author, readers = uuid7(), PersonFactory().id, [uuid7() for _ in range(7)]
    for reader in readers:
        deliver(friendship_changed(reader, author))
        deliver(membership_changed(group, reader))
        timeline_ensure(account_id=reader)
    post = PostFactory(author_id=author, visibility=visibility, group_id=group if visibility == "group" else None)

    deliver(published(post), times)
    run_jobs()
    assert [timelines.members(reader) for reader in readers] == [[post.id]] * 7

    api(author).delete(f"/api/v1/posts/{post.id}/")
    deliver(deleted(Post.objects.get()), times)
    run_jobs()
    assert [timelines.members(reader) for reader in readers] == [[]] * 7


def test_a_page_costs_one_query_however_many_friends_and_groups(feed, deliver, publish, django_assert_num_queries):
    reader = PersonFactory().id
    feed(reader)
    for _ in range(5):
        group, friend = uuid7(), PersonFactory().id
        deliver(friendship_changed(reader, friend))
        deliver(membership_changed(group, reader))
        publish(friend, visibility="friends")
        publish(friend, visibility="group", group_id=group)
    feed(reader)

    with django_assert_num_queries(1):
        assert len(feed(reader)) == 10


RELATIONS = {
    "friends": (keep_ties, lambda reader, post: friendship_changed(reader, post.author_id)),
    "group": (keep_memberships, lambda reader, post: membership_changed(post.group_id, reader)),
}


@pytest.mark.parametrize("visibility", RELATIONS)
@pytest.mark.django_db(transaction=True)
def test_a_post_fanned_out_while_a_relation_begins_is_not_missed(visibility):
    keep, changed = RELATIONS[visibility]
    reader = uuid7()
    post = PostFactory(visibility=visibility, group_id=uuid7() if visibility == "group" else None)
    timeline_ensure(account_id=reader)
    with ThreadPoolExecutor(1) as another:
        with transaction.atomic():
            keep([changed(reader, post)])
            timelines.remove([reader], [post.id])  # as if the post had come a moment later
            spreading = another.submit(on_own_connection, lambda: fan_out_post(published(post)))
            wait_for_a_lock()
        spreading.result()

    assert timelines.members(reader) == [post.id]


def on_own_connection(act):
    try:
        return act()
    finally:
        connection.close()
