"""Every address of the posts service."""

from django.urls import path

from chassis.http import account_paths  # noqa: F401 - registers the converter
from posts.views.comments import CommentDetail, CommentReplies, PostComments
from posts.views.likes import PostLike, PostLikes
from posts.views.posts import AccountPosts, Feed, PostDetail, Posts

app_name = "posts"
urlpatterns = [
    path("api/v1/posts/", Posts.as_view(), name="post-list"),
    path("api/v1/posts/<uuid:post_id>/", PostDetail.as_view(), name="post-detail"),
    path("api/v1/posts/<uuid:post_id>/comments/", PostComments.as_view(), name="post-comments"),
    path("api/v1/posts/<uuid:post_id>/like/", PostLike.as_view(), name="post-like"),
    path("api/v1/posts/<uuid:post_id>/likes/", PostLikes.as_view(), name="post-likes"),
    path("api/v1/users/<account:account>/posts/", AccountPosts.as_view(), name="account-posts"),
    path("api/v1/comments/<uuid:comment_id>/", CommentDetail.as_view(), name="comment-detail"),
    path("api/v1/comments/<uuid:comment_id>/replies/", CommentReplies.as_view(), name="comment-replies"),
    path("api/v1/feed/", Feed.as_view(), name="feed"),
]
