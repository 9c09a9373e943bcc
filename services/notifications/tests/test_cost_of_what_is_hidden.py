"""Lists and counts of notifications read what is shown, and not what is hidden, deleted, undone or gone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import LIST, START, blocked, comment_liked, commented, edited, joined, new_id, published, uncommented

from chassis.testing.plans import rows_read
from notifications.models import Cause, Notification, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_tables")]
SHOWN, HIDDEN = 30, 1500


def notify(me, count, type_="reply", minutes=0, **fields) -> None:
    """Notify somebody of replies on public posts, and of likes, so many minutes after START."""
    posts = Post.objects.bulk_create(
        Post(id=new_id(), author_id=new_id(), visibility="public", is_deleted=False, version=1) for _ in range(count)
    )
    common = {"recipient_id": me, "period": 0, "created_at": START, "updated_at": START}
    rows = Notification.objects.bulk_create(
        Notification(
            **common
            | {"type": type_, "target_id": new_id(), "post_id": post.id, "senders_count": 1}
            | {"position": new_id(minutes)}
            | fields
        )
        for post in posts
    )
    state = {"is_active": True, "is_latest": True, "joined": 1, "occurred_at": START}
    Cause.objects.bulk_create(
        Cause(type=type_, subject_id=new_id(), sender_id=new_id(), notification=row, **state) for row in rows
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


KINDS = ["mention", "quote", "reply", "like"]  # of comments
"""Types whose recipients may not be allowed to read the post."""


@pytest.mark.parametrize("change", ["comment", "mention", "like", "join", "block", "edit"])
def test_an_event_reads_what_it_changes_however_many_others_there_are(deliver_together, change):
    me, author, group, post = new_id(), new_id(), new_id(), new_id()
    of_post = {"post_id": post, "post_author_id": author}
    for kind in KINDS:
        notify(me, HIDDEN // 3, kind, post_author_id=new_id(), group_id=new_id())
        notify(new_id(), HIDDEN // 3, kind, post_author_id=author)
    notify(new_id(), HIDDEN // 3, "mention", minutes=1, **of_post)
    comment = commented(by=author, author=author, post=post, mentions=[me])
    event = {
        "comment": uncommented(comment),
        "mention": comment,
        "like": comment_liked(by=new_id(), author=me, post=post, comment=comment.comment_id),
        "join": joined(group=group, who=me),
        "block": blocked(by=me, who=author),
        "edit": edited(author=author, post=post),
    }[change]
    deliver_together(published(author=author, post=post))

    assert rows_read(lambda: deliver_together(event)) <= 100


@pytest.mark.parametrize("path", ["?limit=10", "?limit=10&type=reply", "?limit=10&unread=true", "unread-count/"])
@pytest.mark.parametrize(
    "fields", [{"is_hidden": True}, {"is_deleted": True}, {"senders_count": 0}], ids=["hidden", "deleted", "undone"]
)
def test_what_is_not_shown_costs_nothing(api, path, fields):
    me = new_id()
    notify(me, SHOWN)
    notify(new_id(), HIDDEN)
    notify(me, HIDDEN, **fields)

    # Each one that is shown, its post and its latest sender, and some of them once more for the page.
    assert rows_read(lambda: api(me).get(f"{LIST}{path}")) <= 5 * SHOWN


@pytest.mark.parametrize("type_", [None, "reply"])
@pytest.mark.parametrize("unread", [None, True, False])
def test_a_page_costs_the_same_however_many_others_are_newer(api, type_, unread):
    me = new_id()
    notify(me, HIDDEN, is_read=unread is False)
    if type_:
        notify(me, HIDDEN, "like", minutes=1, is_read=unread is False)
    if unread is not None:
        notify(me, HIDDEN, minutes=2, is_read=unread)
    notify(new_id(), HIDDEN)
    query = {"limit": 10} | ({"type": type_} if type_ else {}) | ({} if unread is None else {"unread": unread})

    # Eleven notifications, their posts and senders: those that were not chosen are not looked at.
    assert rows_read(lambda: api(me).get(LIST, query)) <= 5 * 11


def test_a_change_of_a_member_does_not_read_notifications_of_others(deliver):
    notify(new_id(), HIDDEN)
    with CaptureQueriesContext(connection) as captured:
        deliver(joined(group=new_id(), who=new_id()))
    (update,) = [each["sql"] for each in captured if each["sql"].startswith('UPDATE "notification"')]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {update}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Seq Scan" not in plan, plan
