"""What this service holds of an account: what it wrote, uploaded and marked, and its timeline."""

from collections.abc import Mapping
from uuid import UUID

from personal_data.interface import Collection, PersonalData, StoredFile
from posts.selectors.personal_data import (
    bookmarks_of,
    comment_likes_of,
    comments_of,
    drafts_of,
    files_of,
    likes_of,
    media_of_account,
    posts_of,
    revisions_of,
    scheduled_posts_of,
    shares_of,
)
from posts.services.erasing import (
    bookmarks_erase,
    comment_likes_erase,
    comments_erase,
    drafts_erase,
    likes_erase,
    media_erase,
    mentions_erase,
    posts_erase,
    revisions_erase,
    scheduled_posts_erase,
    shares_erase,
    timeline_erase,
)

COLLECTIONS = {
    "posts": Collection("The posts that you have written and not deleted.", posts_of),
    "earlier_versions": Collection("What your posts said before you edited them.", revisions_of),
    "media": Collection("The pictures and files that you have uploaded for posts.", media_of_account),
    "comments": Collection("The comments that you have written and not deleted.", comments_of),
    "likes": Collection("Which posts you like.", likes_of),
    "comment_likes": Collection("Which comments you like.", comment_likes_of),
    "shares": Collection("Which posts you share.", shares_of),
    "scheduled_posts": Collection("The posts that you have scheduled and that are not published.", scheduled_posts_of),
    "drafts": Collection("Your drafts.", drafts_of),
    "bookmarks": Collection("Which posts you have saved.", bookmarks_of),
}
ERASURES = (
    scheduled_posts_erase,
    drafts_erase,
    revisions_erase,
    posts_erase,
    media_erase,
    comments_erase,
    likes_erase,
    comment_likes_erase,
    shares_erase,
    bookmarks_erase,
    mentions_erase,
)
"""Each ends the next things of one kind, and returns whether some may be left.

Scheduled posts are first: nothing is published any more when posts are erased.
"""


class PostsData(PersonalData):
    """Erases and exports what an account wrote, uploaded and marked."""

    def erase(self, account_id: UUID) -> bool:
        """End the next things of one kind; return whether some may be left.

        The rows of posts, comments and marks stay, as states with versions, and have ids only. Raises RedisUnavailable.
        """
        for erase_some in ERASURES:
            if erase_some(account_id=account_id):
                return True
        timeline_erase(account_id=account_id)
        return False

    def collections(self) -> Mapping[str, Collection]:
        """Return each kind of thing, with what reads a page of it."""
        return COLLECTIONS

    def files(self, *, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, StoredFile]]:
        """Return the pictures and files of posts."""
        found = files_of(account_id=account_id, after=after, limit=limit)
        return [(key, StoredFile(name=name, path=path)) for key, name, path in found]


HELD = PostsData()
