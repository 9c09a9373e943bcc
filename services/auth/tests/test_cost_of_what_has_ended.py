"""The list of sessions reads the living ones, and not those that have ended."""

from django.db import connection
from django.utils import timezone
from factories import AccountFactory, SessionFactory

from chassis.testing.plans import rows_read

LIVING, ENDED = 10, 1500


def test_ended_sessions_are_not_read(logged_in):
    account, other = AccountFactory(), AccountFactory()
    client = logged_in(account)
    SessionFactory.create_batch(LIVING, account=account)
    for owner in (account, other):
        ended = SessionFactory.build_batch(ENDED, account=owner, revoked_at=timezone.now())
        type(ended[0]).objects.bulk_create(ended)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE session")

    assert rows_read(lambda: client.get("/api/v1/auth/sessions/")) <= 3 * LIVING
