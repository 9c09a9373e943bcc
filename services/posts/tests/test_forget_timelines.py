"""The command that forgets all timelines."""

from django.core.management import call_command
from factories import FollowFactory, PostFactory

from posts import timelines


def test_forgotten_timelines_are_made_anew(feed, capsys):
    edge = FollowFactory()
    feed(edge.follower_id)
    missed = PostFactory(author_id=edge.followee_id)
    assert feed(edge.follower_id) == []

    call_command("forget_timelines")

    assert capsys.readouterr().out == "timelines forgotten: 1\n"
    assert feed(edge.follower_id) == [missed.text]
    assert timelines.members(edge.follower_id) == [missed.id]
