"""``rebuild`` ends where the events would have led, counts included."""

import json
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from factories import follow_changed, post_deleted, post_published

from chassis.ids import uuid7
from profiles.projections.follows import Follow, FollowCount
from profiles.projections.posts import Post, PostCount

pytestmark = pytest.mark.django_db


@contextmanager
def source_of(events):
    """Run a service that exports these events, and yield its address."""
    exported = defaultdict(list)
    for event in events:
        exported[f"/internal/export/{event.type}/"].append(
            {"key": str(uuid7()), "event": json.loads(event.model_dump_json())}
        )

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"results": exported[urlsplit(self.path).path], "next": None}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def state(model, *leaving_out):
    """Return a table as a list of comparable rows."""
    names = [field.name for field in model._meta.fields if field.name not in leaving_out]
    return sorted(model.objects.values_list(*names))


@pytest.fixture
def people():
    """Return three accounts."""
    return [uuid7() for _ in range(3)]


@pytest.fixture
def edges(people):
    """Return the last states of some edges."""
    first, second, third = people
    return [
        follow_changed(first, second, version=3),
        follow_changed(second, first, state="none", version=2),
        follow_changed(third, second),
    ]


def test_rebuilt_follows_are_those_of_the_events(deliver, monkeypatch, edges):
    for event in edges:
        deliver(event)
    before = state(Follow, "id"), state(FollowCount)
    Follow.objects.update(state="active")
    FollowCount.objects.update(followers_count=9)

    with source_of(edges) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        call_command("rebuild", "follows")

    active = [row for row in state(FollowCount) if row[1:] != (0, 0)]
    assert (state(Follow, "id"), active) == (before[0], [row for row in before[1] if row[1:] != (0, 0)])


def test_rebuilt_posts_are_those_of_the_events(deliver, monkeypatch, people):
    published = [post_published(account_id, uuid7()) for account_id in people]
    for event in published:
        deliver(event)
    deliver(post_deleted(people[0], published[0].post_id))
    before = state(PostCount)
    PostCount.objects.update(posts_count=9)

    with source_of(published[1:]) as address:
        monkeypatch.setenv("POSTS_URL", address)
        call_command("rebuild", "posts")

    assert Post.objects.count() == 2
    assert state(PostCount) == [row for row in before if row[0] != people[0]]


def test_events_after_a_rebuild_count_on(deliver, monkeypatch, edges):
    with source_of(edges) as address:
        monkeypatch.setenv("SOCIAL_GRAPH_URL", address)
        call_command("rebuild", "follows")

    deliver(follow_changed(edges[0].follower_id, edges[0].followee_id, state="none", version=4))
    deliver(follow_changed(edges[2].follower_id, edges[2].followee_id, version=1))

    assert FollowCount.objects.get(account_id=edges[0].followee_id).followers_count == 1
