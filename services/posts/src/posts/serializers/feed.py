"""The shape of posts in a feed."""

from chassis.http.renderers import Json
from chassis.http.shapes import AuthorOut
from posts.selectors.items import PostItem
from posts.serializers.posts import PostOut, post_out


class FeedPostOut(PostOut):
    """A post in a feed."""

    shared_by = AuthorOut(
        allow_null=True, help_text="Who shared it, where it is in the feed for that; null where it is for itself."
    )


def feed_post_out(item: PostItem) -> Json:
    """Return the shape ``post`` with who shared it."""
    shared_by = AuthorOut.shown(item.shared_by) if item.shared_by else None
    return post_out(item, shared_by=shared_by)
