"""How an author's posts reach the followers: copied to every timeline, or merged when a feed is read.

The switch to merging at read (fan-out on read) happens once, in steps, and no post is missing or repeated meanwhile:

1. ``Author.has_marked_follows`` is set, with the author locked. From then on each new follow of the author gets a
   ``FanOutOnReadFollow``.
2. The existing follows get theirs, in batches. Posts are still copied, and not yet found through these rows.
3. All have one: ``Author.is_switched``. From then on new posts are not copied but found through these rows.

Which of the two ways a post reaches feeds is stored with it (``Post.is_fanned_out_on_read``).
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from chassis.database.prepared import Prepared, listed
from chassis.jobs import State, enqueue, job
from posts.models import Author, FanOutOnReadFollow
from posts.models.visibility import Visibility
from posts.selectors.ties import friends_of
from relations.models import Tie

EDGES_AT_ONCE = 1000


def author_lock(account_id: UUID) -> Author:
    """Return the author's row, created if needed, and locked until the end of the transaction."""
    (author,) = authors_lock([account_id])
    return author


def authors_lock(account_ids: list[UUID]) -> list[Author]:
    """Return the authors' rows, created if needed, and locked until the end of the transaction, in the order of ids."""
    ids = sorted(account_ids)
    authors = _locked(ids)
    if len(authors) < len(ids):
        Author.objects.bulk_create([Author(account_id=each) for each in ids], ignore_conflicts=True)
        authors = _locked(ids)
    return authors


@Prepared
def _locked(account_ids: list[UUID]) -> QuerySet[Author]:
    rows = Author.objects.select_for_update().filter(account_id__in=listed(account_ids))
    return rows.order_by("account_id")


def sources_lock(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Lock the sources of posts that get new readers, until the end of the transaction.

    Each pair is an account and what brings posts to its feed from now on: an author, or a group. Where the posts of an
    author are merged into feeds when these are read, the account is marked.
    """
    readers: dict[UUID, list[UUID]] = defaultdict(list)
    for account_id, source_id in pairs:
        readers[source_id].append(account_id)
    for source in authors_lock(list(readers)) if readers else ():
        if source.has_marked_follows:
            follows_mark(source.account_id, readers[source.account_id])


def author_wait(account_id: UUID) -> None:
    """Wait until all follows of the author that are taking effect now are committed, and hold no lock afterwards.

    It may be a group, too, with its memberships.

    Needs a transaction. Rolling back to the savepoint releases the lock.
    """
    savepoint = transaction.savepoint()
    author_lock(account_id)
    transaction.savepoint_rollback(savepoint)


def author_is_switched(account_id: UUID) -> bool:
    """Return whether the author's next post is merged into feeds when these are read; reads one row."""
    return bool(_switched(account_id))


def is_merged_at_read(author_id: UUID, visibility: str) -> bool:
    """Return whether an author's next post of a visibility is merged into feeds when these are read.

    Posts for friends and groups are copied: not even a very popular author has very many friends.
    """
    return visibility not in (Visibility.FRIENDS, Visibility.GROUP) and author_is_switched(author_id)


@Prepared
def _switched(account_id: UUID) -> QuerySet:
    return Author.objects.filter(account_id=account_id, is_switched=True).values_list("account_id")


def author_switch(account_id: UUID) -> None:
    """Have the worker switch an author to fan-out on read, unless that is done. Needs a transaction."""
    if not author_is_switched(account_id):
        enqueue("posts.switch_author", key=account_id, is_restarted=False)


def follows_mark(account_id: UUID, follower_ids: list[UUID]) -> None:
    """Mark the follows of some followers, so that their feeds find the author's posts when they are read."""
    rows = [FanOutOnReadFollow(follower_id=follower_id, followee_id=account_id) for follower_id in follower_ids]
    FanOutOnReadFollow.objects.bulk_create(rows, ignore_conflicts=True)


@job("posts.switch_author")
def author_switch_step(key: str, state: State) -> State | None:
    """Begin the switch, or mark the next follows; after the last ones the author is switched."""
    account_id = UUID(key)
    if "after" not in state:
        author_lock(account_id)  # waits for follows that began before the change
        Author.objects.filter(account_id=account_id).update(has_marked_follows=True)
        return {"after": str(UUID(int=0))}
    # Locked: a follow that ends meanwhile is either not marked here, or removes its mark afterwards.
    later = Tie.objects.select_for_update().follows_to(account_id).filter(source_id__gt=state["after"])
    followers = list(later.order_by("source_id").values_list("source_id", flat=True)[:EDGES_AT_ONCE])
    follows_mark(account_id, followers)
    if len(followers) == EDGES_AT_ONCE:
        return {"after": str(followers[-1])}
    _mark_friends(account_id)
    Author.objects.filter(account_id=account_id).update(is_switched=True)
    return None


def _mark_friends(account_id: UUID) -> None:
    """Mark the friends of an author, who need not follow it. They are few, compared with the followers."""
    after = UUID(int=0)
    while friends := friends_of(account_id, after=after, count=EDGES_AT_ONCE):
        follows_mark(account_id, friends)
        after = friends[-1]
