"""The tables of the posts service."""

from posts.models.audience import Author, FanOutOnReadFollow
from posts.models.comment import Comment
from posts.models.like import Like
from posts.models.post import Post
from posts.models.staleness import Staleness, StaleTimeline

__all__ = ["Author", "Comment", "FanOutOnReadFollow", "Like", "Post", "StaleTimeline", "Staleness"]
