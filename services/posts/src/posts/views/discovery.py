"""Finding posts, over HTTP."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.authentication import viewer_id
from chassis.http.operations import takes
from chassis.http.paging import START, Page, PageQuery, page_response
from chassis.http.permissions import Public
from chassis.http.shapes import AuthorOut
from chassis.http.views import View
from posts.selectors.activity import activity_list
from posts.selectors.explore import explore_list
from posts.selectors.people_search import people_search
from posts.selectors.search import post_search
from posts.selectors.tag_search import tag_search
from posts.selectors.tags import tagged_list
from posts.selectors.trends import trend_list
from posts.serializers.discovery import ActivityOut, TrendOut
from posts.serializers.posts import PostOut, post_out
from posts.serializers.search import FoundBesideOut, SearchFilter, TagOut


class TaggedPosts(View):
    """The posts with a hashtag."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(PostOut)
    def get(self, request: Request, tag: str) -> Response:
        """List the posts with a hashtag, newest first.

        The tag is written without its `#`, in any case, and percent-encoded as UTF-8. The list has what the caller may
        read; it is empty for a tag that nobody has used. A text with spaces or signs is no tag: 404 `unknown_address`.
        """
        page = tagged_list(tag=tag, viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, post_out, request)


class Trends(View):
    """The trending hashtags."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(TrendOut)
    def get(self, request: Request) -> Response:
        """List the trending hashtags, the first one first.

        These are the ones that more accounts used within the last day than within the day before, in posts that
        everybody may read. They are counted about every minute, and half of a score is lost after four hours.
        """
        return page_response(trend_list(query=PageQuery.of(request)), TrendOut, request)


class Explore(View):
    """Posts of people whom the caller may not know."""

    permission_classes = [Public]

    @takes(is_list=True)
    @answers(PostOut)
    def get(self, request: Request) -> Response:
        """List fresh posts with many reactions, by many authors, the best first.

        They are public posts of the last three days, at most two of one author, and none of accounts that the caller
        has muted. The order is determined about every minute; pages continue in the order of the first one.
        """
        page = explore_list(viewer_id=viewer_id(request), query=PageQuery.of(request))
        return page_response(page, post_out, request)


class Activity(View):
    """What the caller did, and what others did to its posts."""

    @takes(is_list=True)
    @answers(ActivityOut)
    def get(self, request: Request) -> Response:
        """List the caller's posts, comments, likes and shares, and those of others below its posts, newest first.

        The acts of others are those below the caller's newest 500 posts.
        """
        page = activity_list(account_id=request.user.id, query=PageQuery.of(request))
        return page_response(page, ActivityOut, request)


class SearchResults(View):
    """What a search finds."""

    permission_classes = [Public]

    @takes(query=SearchFilter, is_list=True)
    @answers(PostOut, AuthorOut, TagOut, beside=FoundBesideOut)
    def get(self, request: Request) -> Response:
        """Search posts, people and hashtags.

        `results` are posts, the newest first, or with `type` people or hashtags. Posts are found that the caller may
        read and that have all words of `q` in their title or text, in any case and with or without accents.
        `"a phrase"` finds words that follow each other, `#tag` a hashtag, `from:name` posts of an account, `has:media`
        those with media, `before:2026-01-31` and `after:2026-01-31` those of earlier and later days (UTC). A minus sign
        before a word, phrase, tag, `from:` or `has:` leaves out what has it. Other characters only separate words.
        Without a wanted word, tag, name or `has:media` no post is found. People are found by the words or their
        beginnings in username and display name, hashtags by their beginning.
        """
        chosen, viewer = SearchFilter.read_query(request), viewer_id(request)
        asked: dict[str, Any] = {"search": chosen["q"], "viewer_id": viewer}
        search, shape = SEARCHES[chosen.get("type", "posts")]
        page = search(**asked, query=PageQuery.of(request))
        return page_response(page, shape, request, **_beside(asked, is_wanted="type" not in chosen))


SEARCHES: dict[str, tuple[Callable[..., Page], Any]] = {
    "posts": (post_search, post_out),
    "people": (people_search, AuthorOut),
    "tags": (tag_search, TagOut),
}
"""What finds each type, and the shape of it."""
FIRST = 5
"""How many people and tags stand beside posts."""


def _beside(asked: dict[str, Any], *, is_wanted: bool) -> dict[str, Any]:
    """Return the first people and tags that a search finds, none where they are not wanted."""
    found: dict[str, Any] = {"people": [], "tags": []}
    for name in found if is_wanted else ():
        search, shape = SEARCHES[name]
        found[name] = [shape.shown(each) for each in search(**asked, query=PageQuery(FIRST, START, "")).results]
    return found
