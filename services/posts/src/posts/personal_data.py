"""What this service holds of an account: posts, comments and likes."""

from collections.abc import Mapping
from uuid import UUID

from personal_data.interface import Collection, PersonalData
from posts.selectors.personal_data import comments_of, likes_of, posts_of
from posts.services.erasing import comments_erase, likes_erase, posts_erase, timeline_erase

COLLECTIONS = {
    "posts": Collection("The posts that you have written and not deleted.", posts_of),
    "comments": Collection("The comments that you have written and not deleted.", comments_of),
    "likes": Collection("Which posts you like.", likes_of),
}


class PostsData(PersonalData):
    """Erases and exports posts, comments and likes."""

    def erase(self, account_id: UUID) -> bool:
        """End the next posts, comments and likes, whose rows stay as states with versions and have ids only."""
        for erase_some in (posts_erase, comments_erase, likes_erase):
            if erase_some(account_id=account_id):
                return True
        timeline_erase(account_id=account_id)
        return False

    def collections(self) -> Mapping[str, Collection]:
        """Return posts, comments and likes."""
        return COLLECTIONS


HELD = PostsData()
