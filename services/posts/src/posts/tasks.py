"""The recurring tasks of the posts service; each is a call of one service."""

from posts.serializers.post_content import post_fields_of
from posts.services.explore import explore_refresh
from posts.services.media import media_collect
from posts.services.publishing import scheduled_posts_prune, scheduled_posts_publish
from posts.services.trends import trends_refresh
from tasks.registry import recurring


@recurring("posts.collect_media", every_seconds=60)
def collect_media() -> None:
    """Delete media that no post has had for a day, at most some of them."""
    media_collect()


@recurring("posts.refresh_trends", every_seconds=60)
def refresh_trends() -> None:
    """Count the hashtags of the last two days, and keep the trending ones."""
    trends_refresh()


@recurring("posts.refresh_explore", every_seconds=60)
def refresh_explore() -> None:
    """Rank the posts to explore anew."""
    explore_refresh()


@recurring("posts.publish_scheduled", every_seconds=2)
def publish_scheduled() -> None:
    """Publish the scheduled posts that are due."""
    scheduled_posts_publish(post_fields_of)


@recurring("posts.prune_scheduled", every_seconds=60)
def prune_scheduled() -> None:
    """Delete what says of old scheduled posts which posts they became, at most some of it."""
    scheduled_posts_prune()
