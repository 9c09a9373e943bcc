"""Fan-out of shares: copying them to the timelines of the followers and friends of the sharer, and removing them again.

It works like that of posts (``fan_out``). A share that is taken back keeps its place until it is set again, so that its
entry is found. What is left of others, as of a post that was deleted, is hidden when the feed is read.
"""

from uuid import UUID

from django.db import transaction

from chassis.jobs import State, enqueue, job
from posts import timelines
from posts.models import Share
from posts.models.mark import ON
from posts.selectors.ties import sharing_readers
from posts.services import fan_out
from posts.services.authors import author_is_switched, author_wait
from posts.services.fan_out import next_state, place_of
from posts.services.staleness import stale_if_unavailable


@transaction.atomic(savepoint=False)
def share_fan_out(*, post_id: UUID, sharer_id: UUID) -> None:
    """Add a share to the timelines of the first of them, or remove it; the worker does so with the others."""
    share = Share.objects.get(post_id=post_id, sharer_id=sharer_id)
    if state := _step(share, {}):
        enqueue("posts.fan_out_share", key=share.id, state=state)


@job("posts.fan_out_share")
def share_fan_out_step(key: str, state: State) -> State | None:
    """Add a share to the next timelines, or remove it if it was taken back meanwhile."""
    return _step(Share.objects.get(id=key), state)


def _step(share: Share, state: State) -> State | None:
    if author_is_switched(share.sharer_id) and share.state == ON:
        return None  # it is found when feeds are read
    if not state:
        author_wait(share.sharer_id)
    readers = sharing_readers(share.sharer_id, after=place_of(state), count=fan_out.FOLLOWERS_AT_ONCE)
    change = timelines.add if share.state == ON else timelines.remove
    with stale_if_unavailable(readers):
        change(readers, [timelines.share_entry(share.place, share.post_id)])
    return next_state(share.sharer_id, readers, state)
