"""Clears what is wrong in Redis after a restore of the database."""

from chassis.events.outbox.epochs import on_epoch
from posts import timelines


@on_epoch
def caches_clear() -> None:
    """Delete timelines and cards, because restored posts reuse versions of cards with other texts.

    Raises RedisUnavailable; then run ``begin_epoch`` again.
    """
    timelines.invalidate_all()
    timelines.delete_all_cards()
