"""Posts that are published later: scheduling, moving, cancelling, and what is published when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import PersonFactory, PostFactory, ScheduledPostFactory, membership

from chassis.testing.plans import rows_read
from contracts.accounts import AccountStateChanged
from posts.models import Post, ScheduledPost
from posts.services.publishing import PRUNED_AT_ONCE
from posts.tasks import prune_scheduled, publish_scheduled
from relations.models import Membership

pytestmark = pytest.mark.django_db

POSTS = "/api/v1/posts/"
SCHEDULED = "/api/v1/scheduled-posts/"
WORDS = {
    "title": "Note G",
    "text": "The engine weaves patterns.",
    "content_warning": "Algebra",
    "language": "en",
    "visibility": "followers",
}
SHOWN = {*WORDS, "id", "url", "state", "failure", "publish_at", "post_id", "created_at", "edited_at"}


@pytest.fixture
def ada():
    return PersonFactory(username="ada")


@pytest.fixture
def schedule(api, ada):
    """Return a function that schedules a post of Ada's for some time from now, and returns it."""

    def made(text: str = "Later", **after: int) -> dict:
        answer = api(ada.id, "ada").post(POSTS, {"text": text, "publish_at": at(**(after or {"hours": 1}))})
        assert answer.status_code == 201, answer.content
        return answer.json()

    return made


def at(**after: int) -> str:
    return (timezone.now() + timedelta(**after)).isoformat()


def become_due(**ago: int) -> None:
    """Move the time of all scheduled posts into the past."""
    past = timezone.now() - timedelta(**(ago or {"seconds": 1}))
    ScheduledPost.objects.filter(state="waiting").update(publish_at=past, due_at=past)


def texts() -> list[str]:
    return list(Post.objects.order_by("id").values_list("text", flat=True))


def test_a_post_with_a_time_is_kept_and_shown_to_its_author_alone(api, ada, emitted):
    when = at(days=2)
    client = api(ada.id, "ada")

    answer = client.post(POSTS, WORDS | {"publish_at": when})

    scheduled = answer.json()
    assert answer.status_code == 201
    assert scheduled == WORDS | {
        "id": scheduled["id"],
        "url": f"https://kith.test{SCHEDULED}{scheduled['id']}/",
        "state": "waiting",
        "failure": "",
        "publish_at": scheduled["publish_at"],
        "post_id": None,
        "created_at": scheduled["created_at"],
        "edited_at": None,
    } | {name: scheduled[name] for name in scheduled.keys() - SHOWN}
    assert datetime.fromisoformat(scheduled["publish_at"]) == datetime.fromisoformat(when)
    assert client.get(f"{SCHEDULED}{scheduled['id']}/").json() == scheduled
    assert client.get(SCHEDULED).json()["results"] == [scheduled]
    assert (Post.objects.count(), emitted()) == (0, [])
    for address in (SCHEDULED, f"{POSTS}?author={ada.id}", "/api/v1/feed/"):
        assert api(PersonFactory().id).get(address).json()["results"] == []


def test_it_is_published_when_it_is_due_and_not_before(api, ada, schedule, emitted):
    client, scheduled = api(ada.id, "ada"), schedule("Now it is time")
    publish_scheduled()
    assert texts() == []
    become_due()
    before = timezone.now()

    publish_scheduled()
    publish_scheduled()

    [post] = client.get(f"{POSTS}?author={ada.id}").json()["results"]
    [event] = emitted()
    row = client.get(f"{SCHEDULED}{scheduled['id']}/").json()
    assert (post["text"], post["author"]["username"]) == ("Now it is time", "ada")
    assert datetime.fromisoformat(post["created_at"]) >= before
    assert post["id"] > scheduled["id"]
    assert (event.post_id, event.is_scheduled) == (UUID(post["id"]), True)
    assert (row["state"], row["post_id"], row["text"]) == ("published", post["id"], "")
    assert client.get(SCHEDULED).json()["results"] == []


@pytest.mark.parametrize(
    ("publish_at", "code"),
    [
        (lambda: at(minutes=4), "out_of_range"),
        (lambda: at(minutes=-1), "out_of_range"),
        (lambda: at(days=367), "out_of_range"),
        (lambda: at(days=5 * 365), "out_of_range"),
        (lambda: "2027-03-28T02:30:00", "no_time_zone"),
        (lambda: "2027-03-28T02:30:00[Europe/Berlin]", "invalid"),
        (lambda: "9999-12-31T23:59:59-10:00", "out_of_range"),
        (lambda: "tomorrow", "invalid"),
        (lambda: 1_900_000_000, "invalid"),
        (lambda: None, "null"),
    ],
)
def test_r82_a_time_that_cannot_be_is_refused(api, ada, schedule, publish_at, code):
    scheduled, client = schedule("Stays"), api(ada.id, "ada")
    kept = client.get(SCHEDULED).json()

    answers = [
        client.post(POSTS, {"text": "Never", "publish_at": publish_at()}),
        client.patch(f"{SCHEDULED}{scheduled['id']}/", {"text": "Never", "publish_at": publish_at()}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    for answer in answers:
        assert [(fault["field"], fault["code"]) for fault in answer.json()["errors"]] == [("publish_at", code)]
    assert client.get(SCHEDULED).json() == kept
    assert texts() == []


def test_a_time_in_another_zone_is_the_same_time(api, ada):
    when = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    written = when.astimezone(UTC).replace(tzinfo=None) + timedelta(hours=5, minutes=30)

    scheduled = api(ada.id, "ada").post(POSTS, {"text": "x", "publish_at": f"{written.isoformat()}+05:30"}).json()

    assert datetime.fromisoformat(scheduled["publish_at"]) == when


def test_an_edit_changes_words_and_time_and_is_what_is_published(api, ada, schedule):
    client, scheduled = api(ada.id, "ada"), schedule("First", hours=1)
    address, later = f"{SCHEDULED}{scheduled['id']}/", at(hours=3)

    edited = client.patch(address, {"text": "Second"}).json()
    moved = client.put(address, edited | {"publish_at": later}).json()

    assert (edited["text"], edited["publish_at"]) == ("Second", scheduled["publish_at"])
    assert datetime.fromisoformat(moved["publish_at"]) == datetime.fromisoformat(later)
    assert moved["edited_at"] > scheduled["created_at"]
    become_due()
    publish_scheduled()
    assert texts() == ["Second"]


def test_an_edit_shortly_before_keeps_its_time(api, ada, schedule):
    client, scheduled = api(ada.id, "ada"), schedule("First")
    soon = timezone.now() + timedelta(minutes=1)
    ScheduledPost.objects.update(publish_at=soon, due_at=soon)
    address = f"{SCHEDULED}{scheduled['id']}/"

    answer = client.put(address, client.get(address).json() | {"text": "Second"})

    assert (answer.status_code, answer.json()["text"]) == (200, "Second")


def test_a_cancelled_one_is_gone_and_never_published(api, ada, schedule):
    client, address = api(ada.id, "ada"), f"{SCHEDULED}{schedule('Never')['id']}/"

    assert client.delete(address).status_code == 204

    become_due()
    publish_scheduled()
    assert [getattr(client, method)(address).status_code for method in ("get", "delete")] == [404, 404]
    assert texts() == []


def test_a_published_one_is_neither_edited_nor_cancelled(api, ada, schedule):
    client, address = api(ada.id, "ada"), f"{SCHEDULED}{schedule('Out')['id']}/"
    become_due()
    publish_scheduled()

    answers = [client.patch(address, {"text": "Changed"}), client.delete(address)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, "already_published")] * 2
    assert texts() == ["Out"]


def test_c04_nobody_else_reads_changes_or_cancels_it(api, schedule):
    scheduled, stranger = schedule("Mine"), api(PersonFactory().id)

    for identifier in (scheduled["id"], str(uuid4())):
        address = f"{SCHEDULED}{identifier}/"
        answers = [stranger.get(address), stranger.patch(address, {"text": "Yours"}), stranger.delete(address)]
        assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 3

    become_due()
    publish_scheduled()
    assert texts() == ["Mine"]


def test_r80_what_became_due_meanwhile_is_published_the_oldest_first(schedule):
    for text, minutes in (("third", 30), ("first", 10), ("second", 20)):
        schedule(text, minutes=minutes)
    ScheduledPost.objects.update(due_at=F("due_at") - timedelta(days=1))

    publish_scheduled()

    assert texts() == ["first", "second", "third"]


@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_r80_what_a_closed_account_has_scheduled_is_never_published(api, ada, schedule, deliver, state, emitted):
    scheduled = schedule("Buy this")
    changed = {"account_id": ada.id, "changed_at": timezone.now()}
    deliver(AccountStateChanged(**changed, state=state, version=2))
    become_due()

    publish_scheduled()
    deliver(AccountStateChanged(**changed, state="active", version=3))
    publish_scheduled()

    client = api(ada.id, "ada")
    row = client.get(f"{SCHEDULED}{scheduled['id']}/").json()
    assert (texts(), emitted()) == ([], [])
    assert (row["state"], row["failure"], row["text"]) == ("failed", "account_closed", "Buy this")
    assert [each["id"] for each in client.get(SCHEDULED).json()["results"]] == [scheduled["id"]]


def test_one_that_failed_is_scheduled_again_by_a_new_time(api, ada, schedule, deliver):
    client, address = api(ada.id, "ada"), f"{SCHEDULED}{schedule('Again')['id']}/"
    changed = {"account_id": ada.id, "changed_at": timezone.now()}
    deliver(AccountStateChanged(**changed, state="suspended", version=2))
    become_due()
    publish_scheduled()
    deliver(AccountStateChanged(**changed, state="active", version=3))

    moved = client.patch(address, {"publish_at": at(hours=1)}).json()

    assert (moved["state"], moved["failure"]) == ("waiting", "")
    become_due()
    publish_scheduled()
    assert texts() == ["Again"]


def test_one_that_cannot_be_published_because_of_a_defect_delays_no_other(schedule, monkeypatch):
    broken, _ = schedule("Broken", minutes=10), schedule("Whole", minutes=20)
    ScheduledPost.objects.filter(id=broken["id"]).update(content={"text": "Broken", "visibility": "public", "x": 1})
    become_due()

    publish_scheduled()

    row = ScheduledPost.objects.get(id=broken["id"])
    assert texts() == ["Whole"]
    assert (row.state, row.failure) == ("failed", "x.unknown")


def test_a_fault_of_ours_postpones_it(schedule):
    scheduled = schedule("Slow")
    become_due()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE posts_post ADD CONSTRAINT defect CHECK (text <> 'Slow') NOT VALID")

    publish_scheduled()

    row = ScheduledPost.objects.get(id=scheduled["id"])
    assert (row.state, row.attempts, texts()) == ("waiting", 1, [])
    assert row.due_at > row.publish_at
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE posts_post DROP CONSTRAINT defect")
    become_due()
    publish_scheduled()
    assert texts() == ["Slow"]


def test_the_same_idempotency_key_schedules_once(api, ada):
    client, key, body = api(ada.id, "ada"), str(uuid4()), {"text": "Once", "publish_at": at(hours=1)}

    answers = [client.post(POSTS, body, headers={"Idempotency-Key": key}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert ScheduledPost.objects.count() == 1


def test_an_account_has_at_most_300_that_wait(api, ada, schedule):
    kept = schedule()
    ScheduledPostFactory.create_batch(299, author_id=ada.id)

    answer = api(ada.id, "ada").post(POSTS, {"text": "Too many", "publish_at": at(hours=1)})

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_scheduled_posts")
    assert ScheduledPost.objects.count() == 300
    assert api(ada.id, "ada").delete(f"{SCHEDULED}{kept['id']}/").status_code == 204
    schedule("There is room again")
    schedule_of_another = api(PersonFactory().id).post(POSTS, {"text": "Mine", "publish_at": at(hours=1)})
    assert schedule_of_another.status_code == 201


def test_the_list_is_in_the_order_of_publishing_and_read_page_by_page(api, ada, schedule, all_pages):
    for hours in (5, 2, 4, 1, 3):
        schedule(f"In {hours}", hours=hours)
    same = at(hours=6)
    for name in ("a", "b"):
        api(ada.id, "ada").post(POSTS, {"text": name, "publish_at": same})

    read = [each["text"] for each in all_pages(ada.id, SCHEDULED)]

    assert read[:5] == ["In 1", "In 2", "In 3", "In 4", "In 5"]
    assert sorted(read[5:]) == ["a", "b"]


def test_the_list_takes_as_many_queries_for_ten_as_for_one(api, ada, schedule):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            assert api(ada.id, "ada").get(SCHEDULED).status_code == 200
        return len(context)

    schedule()
    one = queries()
    for _ in range(9):
        schedule()

    assert queries() == one


def test_a_published_post_does_not_take_a_time(api, ada):
    post = api(ada.id, "ada").post(POSTS, {"text": "Here"}).json()

    answer = api(ada.id, "ada").patch(f"{POSTS}{post['id']}/", {"publish_at": at(hours=1)})

    assert [fault["field"] for fault in answer.json()["errors"]] == ["publish_at"]


def test_what_posting_would_refuse_is_not_scheduled(api, ada):
    hidden = PostFactory(visibility="private")
    client = api(ada.id, "ada")

    now = client.post(POSTS, {"text": "Look", "quote_of": str(hidden.id)})
    later = client.post(POSTS, {"text": "Look", "quote_of": str(hidden.id), "publish_at": at(hours=1)})

    assert (later.status_code, later.json()["errors"]) == (now.status_code, now.json()["errors"])
    assert ScheduledPost.objects.count() == 0


def test_an_edit_that_posting_would_refuse_changes_nothing(api, ada, schedule):
    hidden, scheduled = PostFactory(visibility="private"), schedule("Stays")
    client, address = api(ada.id, "ada"), f"{SCHEDULED}{scheduled['id']}/"

    answer = client.patch(address, {"text": "Look", "quote_of": str(hidden.id)})

    assert answer.status_code == 400
    assert client.get(address).json() == scheduled


def test_what_a_rule_forbids_when_the_time_comes_fails_with_its_code(api, ada):
    quoted, client = PostFactory(), api(ada.id, "ada")
    body = {"text": "Look", "quote_of": str(quoted.id), "publish_at": at(hours=1)}
    address = f"{SCHEDULED}{client.post(POSTS, body).json()['id']}/"
    Post.objects.filter(id=quoted.id).update(visibility="private")
    become_due()

    publish_scheduled()

    row = client.get(address).json()
    assert (row["state"], row["failure"], row["quote_of"]) == ("failed", "quote_of.does_not_exist", str(quoted.id))
    assert Post.objects.count() == 1


def test_a_scheduled_quote_is_published_as_a_quote(api, ada):
    quoted, client = PostFactory(), api(ada.id, "ada")
    client.post(POSTS, {"text": "Look", "quote_of": str(quoted.id), "publish_at": at(hours=1)})
    become_due()

    publish_scheduled()

    [post] = client.get(f"{POSTS}?author={ada.id}").json()["results"]
    assert post["quote"]["id"] == str(quoted.id)


def test_a_post_for_a_group_is_published_in_it_while_its_author_is_a_member(api, ada):
    group, client = membership(uuid4(), ada.id).group_id, api(ada.id, "ada")
    body = {"text": "For us", "group": str(group), "publish_at": at(hours=1)}
    addresses = [f"{SCHEDULED}{client.post(POSTS, body).json()['id']}/" for _ in range(2)]

    mixed = client.patch(addresses[0], {"visibility": "public"})

    assert [fault["field"] for fault in mixed.json()["errors"]] == ["group"]
    assert [client.get(address).json()["visibility"] for address in addresses] == ["group", "group"]
    become_due()
    Membership.objects.update(state="left")
    ScheduledPost.objects.filter(id=addresses[1].split("/")[-2]).update(due_at=at(hours=1))
    publish_scheduled()
    Membership.objects.update(state="active")
    become_due()
    publish_scheduled()
    assert [client.get(address).json()["state"] for address in addresses] == ["failed", "published"]
    assert Post.objects.get().group_id == group


def test_neither_looking_for_what_is_due_nor_the_list_reads_what_is_published_or_later(api, fresh_tables):
    author, later = PersonFactory().id, timezone.now() + timedelta(days=1)
    published = {"state": "published", "content": {}, "post_id": author}
    rows = ScheduledPostFactory.build_batch(3000, author_id=author, **published)
    rows += ScheduledPostFactory.build_batch(2000, author_id=PersonFactory().id, publish_at=later)
    rows += ScheduledPostFactory.build_batch(3, author_id=author, publish_at=later)
    ScheduledPost.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE posts_scheduledpost")

    assert rows_read(publish_scheduled) == 0
    assert rows_read(lambda: api(author).get(SCHEDULED)) == 3


def test_what_was_published_or_failed_long_ago_is_forgotten_and_posts_stay(api, ada):
    days = {"old": 31, "recent": 29, "failed": 89, "failed long ago": 91, "waiting": 99}
    rows = {name: ScheduledPostFactory(author_id=ada.id) for name in days}
    ScheduledPost.objects.filter(id=rows["waiting"].id).update(due_at=at(hours=1))
    failed = [rows["failed"].id, rows["failed long ago"].id]
    ScheduledPost.objects.filter(id__in=failed).update(state="failed", failure="invalid")
    publish_scheduled()
    for name, row in rows.items():
        ScheduledPost.objects.filter(id=row.id).update(publish_at=timezone.now() - timedelta(days=days[name]))

    prune_scheduled()

    assert set(ScheduledPost.objects.values_list("id", flat=True)) == {
        rows[n].id for n in ("recent", "failed", "waiting")
    }
    assert Post.objects.filter(author_id=ada.id, deleted_at=None).count() == 2
    for name in ("old", "failed long ago"):
        assert api(ada.id, "ada").get(f"{SCHEDULED}{rows[name].id}/").status_code == 404


def test_many_old_rows_are_forgotten_in_steps(ada):
    old = timezone.now() - timedelta(days=31)
    state = {"state": "published", "content": {}, "publish_at": old}
    rows = [ScheduledPostFactory.build(author_id=ada.id, post_id=uuid4(), **state) for _ in range(PRUNED_AT_ONCE + 1)]
    ScheduledPost.objects.bulk_create(rows)

    counts = []
    for _ in range(3):
        prune_scheduled()
        counts.append(ScheduledPost.objects.count())

    assert counts == [1, 0, 0]
