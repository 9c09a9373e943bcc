"""Every address of the posts service."""

from django.urls import path

from chassis.http import account_paths  # noqa: F401 - registers the converter
from posts import hashtag_paths  # noqa: F401 - registers the converter
from posts.views.bookmarks import Bookmarks, PostBookmark
from posts.views.comment_likes import CommentLike, CommentLikes
from posts.views.comments import CommentDetail, CommentReplies, PostComments
from posts.views.discovery import Activity, Explore, SearchResults, TaggedPosts, Trends
from posts.views.drafts import DraftDetail, DraftPublish, Drafts
from posts.views.likes import Likes, PostLike, PostLikes
from posts.views.media import Media, MediumDetail, medium_file
from posts.views.pins import PostPin
from posts.views.posts import AccountPosts, Feed, PostDetail, Posts
from posts.views.revisions import PostHistory
from posts.views.scheduled_posts import ScheduledPostDetail, ScheduledPosts
from posts.views.shares import PostShare, PostShares

app_name = "posts"
urlpatterns = [
    path("api/v1/posts/", Posts.as_view(), name="post-list"),
    path("api/v1/scheduled-posts/", ScheduledPosts.as_view(), name="scheduled-post-list"),
    path("api/v1/scheduled-posts/<uuid:scheduled_id>/", ScheduledPostDetail.as_view(), name="scheduled-post-detail"),
    path("api/v1/drafts/", Drafts.as_view(), name="draft-list"),
    path("api/v1/drafts/<uuid:draft_id>/", DraftDetail.as_view(), name="draft-detail"),
    path("api/v1/drafts/<uuid:draft_id>/publish/", DraftPublish.as_view(), name="draft-publish"),
    path("api/v1/posts/<uuid:post_id>/", PostDetail.as_view(), name="post-detail"),
    path("api/v1/posts/<uuid:post_id>/history/", PostHistory.as_view(), name="post-history"),
    path("api/v1/posts/<uuid:post_id>/pin/", PostPin.as_view(), name="post-pin"),
    path("api/v1/posts/<uuid:post_id>/comments/", PostComments.as_view(), name="post-comments"),
    path("api/v1/posts/<uuid:post_id>/like/", PostLike.as_view(), name="post-like"),
    path("api/v1/posts/<uuid:post_id>/likes/", PostLikes.as_view(), name="post-likes"),
    path("api/v1/posts/<uuid:post_id>/share/", PostShare.as_view(), name="post-share"),
    path("api/v1/posts/<uuid:post_id>/shares/", PostShares.as_view(), name="post-shares"),
    path("api/v1/likes/", Likes.as_view(), name="like-list"),
    path("api/v1/posts/<uuid:post_id>/bookmark/", PostBookmark.as_view(), name="post-bookmark"),
    path("api/v1/bookmarks/", Bookmarks.as_view(), name="bookmark-list"),
    path("api/v1/users/<account:account>/posts/", AccountPosts.as_view(), name="account-posts"),
    path("api/v1/comments/<uuid:comment_id>/", CommentDetail.as_view(), name="comment-detail"),
    path("api/v1/comments/<uuid:comment_id>/like/", CommentLike.as_view(), name="comment-like"),
    path("api/v1/comments/<uuid:comment_id>/likes/", CommentLikes.as_view(), name="comment-likes"),
    path("api/v1/comments/<uuid:comment_id>/replies/", CommentReplies.as_view(), name="comment-replies"),
    path("api/v1/activity/", Activity.as_view(), name="activity"),
    path("api/v1/explore/", Explore.as_view(), name="explore"),
    path("api/v1/trends/", Trends.as_view(), name="trends"),
    path("api/v1/hashtags/<hashtag:tag>/posts/", TaggedPosts.as_view(), name="tagged-posts"),
    path("api/v1/search/", SearchResults.as_view(), name="search"),
    path("api/v1/media/", Media.as_view(), name="medium-list"),
    path("api/v1/media/<uuid:medium_id>/", MediumDetail.as_view(), name="medium-detail"),
    path("media/posts/<uuid:medium_id>/<slug:file>", medium_file, name="medium-file"),
    path("api/v1/feed/", Feed.as_view(), name="feed"),
]
