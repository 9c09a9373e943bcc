"""What this service holds of an account: posts, comments and likes."""

from uuid import UUID

from personal_data.holder import PersonalData
from posts.services.erasing import comments_erase, likes_erase, posts_erase, timeline_erase


class PostsData(PersonalData):
    """Erases and exports posts, comments and likes."""

    def erase(self, account_id: UUID) -> bool:
        """End the next posts, comments and likes, whose rows stay as states with versions and have ids only."""
        for erase_some in (posts_erase, comments_erase, likes_erase):
            if erase_some(account_id=account_id):
                return True
        timeline_erase(account_id=account_id)
        return False


HELD = PostsData()
