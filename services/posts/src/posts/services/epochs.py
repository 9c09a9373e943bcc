"""Clears what is wrong in Redis after a restore of the database."""

from chassis.events.outbox.epochs import on_epoch
from posts import timelines


@on_epoch
def caches_forget() -> None:
    """Delete timelines and cards, because restored posts reuse versions of cards with other texts.

    Raises Away while Redis is unavailable; then run ``begin_epoch`` again.
    """
    timelines.forget_all()
    timelines.forget_all_cards()
