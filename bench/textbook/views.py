"""Who am I, and the home feed twice: as tutorials write it, and tuned with one query and cursors."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from rest_framework import generics, pagination

from bench.textbook.models import Comment, Like, Post
from bench.textbook.serializers import MeSerializer, PostSerializer, TunedPostSerializer


class Me(generics.RetrieveAPIView):
    """One's own account."""

    serializer_class = MeSerializer

    def get_object(self):
        """Return the account that the token names, which authentication has read."""
        return self.request.user


class Feed(generics.ListAPIView):
    """Posts of those one follows, and one's own, newest first."""

    serializer_class = PostSerializer

    def get_queryset(self):
        """Return the posts."""
        following = self.request.user.following.all()
        return Post.objects.filter(Q(author__in=following) | Q(author=self.request.user)).order_by("-created_at")


class Newest(pagination.CursorPagination):
    """Pages by time, without a count of all."""

    ordering = "-created_at"
    page_size = 20


class TunedFeed(generics.ListAPIView):
    """The same posts by one query."""

    serializer_class = TunedPostSerializer
    pagination_class = Newest

    def get_queryset(self):
        """Return the posts with their authors, counts and whether the reader likes them."""
        user = self.request.user
        likes = Like.objects.filter(post=OuterRef("pk"), user=user)
        posts = Post.objects.filter(Q(author__in=user.following.all()) | Q(author=user)).select_related("author")
        return posts.annotate(likes_count=_count(Like), comments_count=_count(Comment), liked=Exists(likes))


def _count(model) -> Coalesce:
    """Return how many rows of a model belong to the post of the outer query."""
    rows: QuerySet = model.objects.filter(post=OuterRef("pk")).order_by().values("post")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
