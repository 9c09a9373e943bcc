"""Called by consumers: posts that were published or edited."""

from uuid import UUID

from django.db import transaction

from chassis.events.inbox import is_rebuilding
from notifications.services.audience import post_remember
from notifications.services.causes import facts_apply
from notifications.services.gone import is_gone
from notifications.services.hiding import BATCH, can_be_hidden_on
from notifications.services.locks import lock_in_order
from notifications.services.mentions import mentions_change, recipients
from notifications.services.post_facts import PostState


@transaction.atomic(savepoint=False)
def post_change(post: PostState) -> None:
    """Record who may read a post, and notify whom its event concerns: of a quote, of mentions, of its publication.

    A rebuild creates no notifications.
    """
    lock_in_order(object_id=post.post_id)
    lock_in_order(recipient_ids=_recipients(post))
    post_remember(
        post_id=post.post_id,
        author_id=post.author_id,
        visibility=post.visibility,
        group_id=post.group_id,
        quote_of=post.quote_of,
        version=post.version,
    )
    if not is_rebuilding() and not is_gone(post.post_id):
        facts_apply(post.facts)
        mentions_change(post.mentions)


def _recipients(post: PostState) -> set[UUID]:
    """Return whom to lock: all at once, if anybody, since locks are taken in one order.

    Those whose notifications ``post_remember`` hides or shows are among them.
    """
    concerned = recipients(post.mentions) | {fact.recipient_id for fact in post.facts}
    if not concerned:
        return set()
    first = can_be_hidden_on(post.post_id).order_by("id").values_list("recipient_id", flat=True)[:BATCH]
    return concerned | set(first)
