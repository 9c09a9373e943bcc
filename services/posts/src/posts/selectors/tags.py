"""Reads of the posts with a hashtag."""

from uuid import UUID

from chassis.http.paging import Page, PageQuery, Place
from posts.selectors.candidates import Candidates, by_id
from posts.selectors.items import PostItem
from posts.selectors.nearest import By, nearest
from posts.text_entities import hashtag_fold, is_hashtag


def tagged_list(*, tag: str, viewer_id: UUID | None, query: PageQuery) -> Page[PostItem]:
    """Return the posts with a hashtag that the viewer may read, newest first.

    No posts for a text that cannot be a hashtag: a tag that nobody uses is answered like one that nobody may see.
    """
    key = hashtag_fold(tag) if is_hashtag(tag) else None

    def fetch(place: Place, count: int) -> Candidates:
        return by_id(nearest(By.TAG, key, viewer_id, place=place, count=count), viewer_id) if key else []

    return query.page_of(fetch, newest_first=True)
