"""The processes of Celery on the tables of this service: what is due is published once, wherever they are killed."""

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from factories import PersonFactory, ScheduledPostFactory

from chassis.testing.servers import free_port, running, wait_until
from posts.models import Post, ScheduledPost

pytestmark = pytest.mark.django_db(transaction=True)

KILLED_AT = ("schedule.claimed:1", "schedule.in_transaction:1", "schedule.after_commit:2")
SECONDS = 120
"""How long a step may take on a busy machine."""


@pytest.fixture
def start(tmp_path: Path):
    """Return a function that starts a process of Celery on the database of the test."""
    with ExitStack() as stack:
        held = connection.settings_dict
        url = f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"

        def begin(command: str, **variables: str):
            address = {f"{command.upper()}_ADDRESS": f"127.0.0.1:{free_port()}"}
            own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "posts.settings"} | address
            log = tmp_path / f"{command}-{len(list(tmp_path.iterdir()))}.log"
            words = [sys.executable, "-m", "django", command]
            return stack.enter_context(running(words, log, env=os.environ | own | variables))

        yield begin


def waiting() -> int:
    return ScheduledPost.objects.exclude(state="published").count()


def test_r76_each_is_published_once_wherever_celery_is_killed_and_with_two_schedules(start, emitted):
    author = PersonFactory().id
    schedules = [start("beat"), start("beat")]
    ScheduledPostFactory.create_batch(6, author_id=author)

    for failpoint in KILLED_AT:
        assert start("celery", FAILPOINT=failpoint).wait(SECONDS) == -signal.SIGKILL
    assert waiting() == 4
    schedules[0].kill()
    for _ in range(2):
        start("celery")

    wait_until(lambda: waiting() == 0, what="publishing", seconds=SECONDS)
    assert Post.objects.count() == 6
    assert sorted(event.post_id for event in emitted()) == sorted(Post.objects.values_list("id", flat=True))
    assert set(ScheduledPost.objects.values_list("post_id", flat=True)) == {event.post_id for event in emitted()}
