"""What a restore of the database makes wrong in Redis."""

from chassis.events.outbox.epochs import on_epoch
from posts import timelines


@on_epoch
def caches_forget() -> None:
    """Forget timelines and cards: restored posts will have the versions again that cards with other words have.

    Raises Away while Redis is; then the epoch must be begun again.
    """
    timelines.forget_all()
    timelines.forget_all_cards()
