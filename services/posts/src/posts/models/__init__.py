"""The tables of the posts service."""

from posts.models.author import Author, FanOutOnReadFollow
from posts.models.bookmark import Bookmark
from posts.models.comment import Comment
from posts.models.comment_like import CommentLike
from posts.models.draft import Draft
from posts.models.explored import Explored
from posts.models.like import Like
from posts.models.medium import Medium
from posts.models.post import Post
from posts.models.revision import Revision
from posts.models.scheduled_post import ScheduledPost
from posts.models.share import Share
from posts.models.staleness import Staleness, StaleTimeline
from posts.models.tag import PostTag
from posts.models.term import PostTerm
from posts.models.trend import Trend

__all__ = [
    "Author",
    "Bookmark",
    "Comment",
    "CommentLike",
    "Draft",
    "Explored",
    "FanOutOnReadFollow",
    "Like",
    "Medium",
    "Post",
    "PostTag",
    "PostTerm",
    "Revision",
    "ScheduledPost",
    "Share",
    "StaleTimeline",
    "Staleness",
    "Trend",
]
