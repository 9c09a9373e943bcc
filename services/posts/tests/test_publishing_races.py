"""Publishing scheduled posts on real threads and connections: once, and never what was cancelled."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from factories import PersonFactory, ScheduledPostFactory

from posts.models import Post, PostTerm, ScheduledPost
from posts.services.erasing import scheduled_posts_erase
from posts.tasks import publish_scheduled

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 10


def due(author_id, text: str) -> ScheduledPost:
    return ScheduledPostFactory(author_id=author_id, content={"text": text})


def at_once(*calls) -> list:
    """Make all calls in parallel, each on a connection of its own, and return what they return."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(run, calls))


def test_r76_several_workers_publish_each_once(emitted):
    author = PersonFactory()
    for number in range(20):
        due(author.id, str(number))

    at_once(*[publish_scheduled] * 5)

    assert sorted(Post.objects.values_list("text", flat=True), key=int) == [str(number) for number in range(20)]
    assert sorted(event.post_id for event in emitted()) == sorted(Post.objects.values_list("id", flat=True))
    assert set(ScheduledPost.objects.values_list("state", flat=True)) == {"published"}


def test_one_that_another_worker_holds_delays_no_other():
    author = PersonFactory()
    held, free = due(author.id, "held"), due(author.id, "free")

    with transaction.atomic():
        ScheduledPost.objects.select_for_update().get(id=held.id)
        at_once(publish_scheduled)
        assert list(Post.objects.values_list("text", flat=True)) == ["free"]

    publish_scheduled()
    assert sorted(Post.objects.values_list("text", flat=True)) == ["free", "held"]
    assert ScheduledPost.objects.get(id=free.id).state == "published"


def test_j15_publishing_editing_and_cancelling_at_once_have_one_outcome(api):
    author = PersonFactory(username="ada")

    for _ in range(ROUNDS):
        address = f"/api/v1/scheduled-posts/{due(author.id, 'old').id}/"
        _, edited, cancelled = at_once(
            publish_scheduled,
            lambda address=address: api(author.id).patch(address, {"text": "new"}).status_code,
            lambda address=address: api(author.id).delete(address).status_code,
        )

        texts = list(Post.objects.values_list("text", flat=True))
        assert (edited, cancelled, texts) in [
            (200, 204, []),
            (404, 204, []),
            (200, 409, ["new"]),
            (409, 409, ["old"]),
        ]
        PostTerm.objects.all().delete()
        Post.objects.all().delete()
        ScheduledPost.objects.all().delete()


def test_nothing_is_published_after_its_author_was_erased():
    author = PersonFactory()

    for _ in range(ROUNDS):
        row = due(author.id, "late")
        at_once(publish_scheduled, lambda: scheduled_posts_erase(account_id=author.id))
        before = Post.objects.count()
        while scheduled_posts_erase(account_id=author.id):
            pass

        publish_scheduled()

        assert Post.objects.count() == before
        assert not ScheduledPost.objects.filter(id=row.id).exists()
