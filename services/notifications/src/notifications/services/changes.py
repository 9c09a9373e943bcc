"""Called by consumers: comments, reactions to posts and comments, logins and exports."""

from django.db import transaction

from notifications.models import Type
from notifications.services.causes import fact_apply
from notifications.services.comment_facts import CommentState
from notifications.services.facts import Fact
from notifications.services.gone import is_gone
from notifications.services.locks import lock_in_order
from notifications.services.mentions import mentions_change, recipients


@transaction.atomic(savepoint=False)
def reaction_change(fact: Fact) -> None:
    """Notify the author of a post or comment of a like or a share, or undo that; nothing when it was deleted."""
    lock_in_order(object_id=fact.post_id, recipient_ids=[fact.recipient_id])
    if not is_gone(*filter(None, {fact.post_id, fact.target_id})):
        fact_apply(fact)


@transaction.atomic(savepoint=False)
def owner_notify(fact: Fact) -> None:
    """Notify the owner of an account of what concerns nobody else (a login, an export), or undo that."""
    lock_in_order(recipient_ids=[fact.recipient_id])
    fact_apply(fact)


@transaction.atomic(savepoint=False)
def comment_change(comment: CommentState) -> None:
    """Notify the author of the comment that was replied to, those whom it mentions, and the post's author.

    Each is notified once: of a reply rather than of a mention, of a mention rather than of a comment. Nothing when the
    comment or its post was deleted; no reply when the parent comment was deleted.
    """
    facts = comment.facts()
    lock_in_order(object_id=comment.post_id)
    lock_in_order(recipient_ids=recipients(comment.mentions) | {fact.recipient_id for fact in facts})
    if is_gone(comment.post_id, comment.comment_id):
        return
    for fact in facts:
        if fact.type != Type.REPLY or not is_gone(fact.target_id):
            fact_apply(fact)
    mentions_change(comment.mentions)
