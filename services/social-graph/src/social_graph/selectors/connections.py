"""Who follows whom: lists of people, and who may see them."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from chassis.database.prepared import Prepared, PreparedText
from chassis.database.subqueries import has_row
from chassis.http.paging import Page, PageQuery
from relations.audience import may_see_account
from relations.people.errors import AccountNotFound
from relations.people.models import Person
from relations.people.selectors import hides_connections
from social_graph.errors import ConnectionsHidden
from social_graph.models import Follow, State
from social_graph.selectors.people import Shown, people_page

NOBODY = UUID(int=0)
IS_CLOSED = PreparedText(
    """
    SELECT true FROM standing WHERE account_id = $1 AND kind = 'privacy' AND state = 'private' AND NOT EXISTS (
        SELECT FROM social_graph_follow WHERE follower_id = $2 AND followee_id = $1 AND state = 'active'
    )
    """,
    ["uuid", "uuid"],
)
"""Whether an account is private and another one does not follow it."""


@Prepared
def _ends(follower_id: UUID, followee_id: UUID) -> QuerySet:
    followee = Person.objects.filter(may_see_account(follower_id), id=followee_id)
    return followee.values_list(Exists(Person.objects.filter(id=follower_id)))


def is_follower_known(*, follower_id: UUID, followee_id: UUID) -> bool:
    """Return whether a follower is known here, in one query.

    Raises AccountNotFound unless the followee is known here and the follower may see it.
    """
    found = _ends(follower_id, followee_id)
    if not found:
        raise AccountNotFound
    return bool(found[0][0])


def connections_check(*, account_id: UUID, viewer_id: UUID | None) -> None:
    """Raise AccountNotFound unless the viewer may see the account, ConnectionsHidden if not its connections.

    Those of a private account are shown to its followers. It reads one or two rows.
    """
    if hides_connections(account_id=account_id, viewer_id=viewer_id) and viewer_id != account_id:
        raise ConnectionsHidden("This account shows its connections to nobody.")
    if viewer_id != account_id and IS_CLOSED.rows(account_id, viewer_id or NOBODY):
        raise ConnectionsHidden("This account is private: it shows its connections to its followers.")


def follower_page(*, account_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[Shown]:
    """Return a page of those who follow the account, the newest first. Raises AccountNotFound and ConnectionsHidden."""
    connections_check(account_id=account_id, viewer_id=viewer_id)
    return people_page(_active(followee_id=account_id), "follower_id", viewer_id, query)


def followee_page(*, account_id: UUID, viewer_id: UUID | None, query: PageQuery) -> Page[Shown]:
    """Return a page of those whom the account follows, the newest first. Raises as ``follower_page`` does."""
    connections_check(account_id=account_id, viewer_id=viewer_id)
    return people_page(_active(follower_id=account_id), "followee_id", viewer_id, query)


def mutual_page(*, account_id: UUID, viewer_id: UUID, query: PageQuery) -> Page[Shown]:
    """Return a page of those whom the viewer follows and who follow the account, the viewer's newest follow first.

    Raises as ``follower_page`` does. It reads the viewer's follows until the page is full.
    """
    connections_check(account_id=account_id, viewer_id=viewer_id)
    follows_account = has_row(_active(follower_id=OuterRef("followee_id"), followee_id=account_id))
    return people_page(_active(follower_id=viewer_id).filter(follows_account), "followee_id", viewer_id, query)


def _active(**ends: Any) -> QuerySet[Follow]:
    return Follow.objects.filter(**ends, state=State.ACTIVE)
