"""ModelSerializers: with a method for each count, as tutorials write them, and with what one query has brought."""

from rest_framework import serializers

from bench.textbook.models import Post, User


class UserSerializer(serializers.ModelSerializer):
    """A person as others see them."""

    class Meta:
        model = User
        fields = ["id", "username", "bio", "profile_picture"]


class MeSerializer(serializers.ModelSerializer):
    """One's own account."""

    class Meta:
        model = User
        fields = ["id", "username", "email", "first_name", "last_name", "bio", "profile_picture", "date_joined"]


class PostSerializer(serializers.ModelSerializer):
    """A post; author, counts and ``liked`` each cost a query."""

    author = UserSerializer(read_only=True)
    likes_count = serializers.SerializerMethodField()
    comments_count = serializers.SerializerMethodField()
    liked = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = [
            "id", "author", "title", "content", "likes_count", "comments_count", "liked", "created_at", "updated_at",
        ]  # fmt: skip

    def get_likes_count(self, post):
        """Return how many like it."""
        return post.likes.count()

    def get_comments_count(self, post):
        """Return how many comments it has."""
        return post.comments.count()

    def get_liked(self, post):
        """Return whether the reader likes it."""
        return post.likes.filter(user=self.context["request"].user).exists()


class TunedPostSerializer(PostSerializer):
    """The same fields from a row that has them all."""

    likes_count = serializers.IntegerField()
    comments_count = serializers.IntegerField()
    liked = serializers.BooleanField()
