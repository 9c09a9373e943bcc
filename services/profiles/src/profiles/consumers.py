"""What the profiles service does with events of other services."""

from collections.abc import Sequence
from uuid import UUID

from chassis.events.inbox import handles
from contracts.accounts import AccountRegistered
from contracts.posts import PostDeleted, PostEdited, PostPublished
from profiles.projections.connections import follow_counts_repair, follows_count, friends_count
from profiles.projections.posts import post_remember
from profiles.services.pictures import pictures_recheck, pictures_recheck_all
from profiles.services.profiles import profile_register
from relations.changes import TieChange, on_account_change, on_tie_change
from relations.kinds import Kind


@handles(AccountRegistered)
def create_profile(event: AccountRegistered) -> None:
    """Create the profile of a new account."""
    profile_register(
        account_id=event.account_id, username=event.username, bio=event.bio, registered_at=event.registered_at
    )


@on_tie_change(Kind.FOLLOW, repair=follow_counts_repair)
def count_follows(changes: Sequence[TieChange]) -> None:
    """Count follows that have begun or ended."""
    follows_count([(each.source_id, each.target_id, each.step) for each in changes if each.step])


@on_tie_change(Kind.FRIEND)
def count_friends(changes: Sequence[TieChange]) -> None:
    """Count friendships that have begun or ended; ``count_follows`` repairs these counts, too."""
    friends_count([(each.source_id, each.target_id, each.step) for each in changes if each.step])


@on_account_change(repair=pictures_recheck_all)
def hide_or_show_pictures(account_ids: Sequence[UUID]) -> None:
    """Hide the pictures of accounts that are suspended or deleted, and show those of accounts that are active again."""
    pictures_recheck(account_ids=account_ids)


@handles(PostPublished)
@handles(PostEdited)
def remember_post(event: PostPublished | PostEdited) -> None:
    """Keep the post, and count it while everybody may read it."""
    post_remember(
        post_id=event.post_id,
        author_id=event.author_id,
        is_counted=event.visibility == "public",
        version=event.version,
    )


@handles(PostDeleted)
def stop_counting_post(event: PostDeleted) -> None:
    """Stop counting the post, also if this is its first event."""
    post_remember(post_id=event.post_id, author_id=event.author_id, is_counted=False, version=event.version)
