"""Changes of what suggestions are made of."""

from uuid import UUID

from django.db import connection, transaction

from chassis.jobs.periodic import periodic
from relations.people.selectors import account_check
from social_graph.models import Dismissal

ERASED_AT_ONCE = 2000
"""Up to millions may have dismissed one account."""
REFRESH_SECONDS = 300.0
MOST_POPULAR = 200
CLEAR = "DELETE FROM social_graph_popular"
COUNT = """
    INSERT INTO social_graph_popular (account_id, followers_count)
    SELECT followee_id, count(*) FROM social_graph_follow WHERE state = 'active'
    GROUP BY followee_id ORDER BY count(*) DESC, followee_id LIMIT %s
"""
# Two workers that count at once would insert the same rows.
LOCK = "LOCK TABLE social_graph_popular IN SHARE ROW EXCLUSIVE MODE"


@transaction.atomic
def suggestion_dismiss(*, account_id: UUID, dismissed_id: UUID) -> None:
    """Stop suggesting an account to another one; repeating it changes nothing.

    Raises AccountNotFound when it is not known or hidden.
    """
    account_check(account_id=dismissed_id, viewer_id=account_id)
    row = Dismissal(account_id=account_id, dismissed_id=dismissed_id)
    Dismissal.objects.bulk_create([row], ignore_conflicts=True)


@periodic(every_seconds=REFRESH_SECONDS)
def popular_refresh() -> None:
    """Count the followers of all accounts, and keep those with the most; readers see the former ones meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(CLEAR)
        cursor.execute(COUNT, [MOST_POPULAR])


def dismissals_erase_some(account_id: UUID) -> bool:
    """Delete the next dismissals by an erased account, or of it; return whether some may be left."""
    some = [
        row_id
        for end in ("account_id", "dismissed_id")
        for row_id in Dismissal.objects.filter(**{end: account_id}).values_list("id", flat=True)[:ERASED_AT_ONCE]
    ]
    return Dismissal.objects.filter(id__in=some).delete()[0] > 0
