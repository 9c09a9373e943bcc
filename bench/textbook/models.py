"""The founding documents' tables: a user who follows users, posts, comments, likes."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person; ``following`` is many-to-many with itself, in one direction."""

    bio = models.TextField(blank=True)
    profile_picture = models.CharField(max_length=200, blank=True)
    following = models.ManyToManyField("self", symmetrical=False, related_name="followers", blank=True)


class Post(models.Model):
    """Something that a person wrote."""

    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(max_length=255, blank=True)
    content = models.TextField()
    created_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField(auto_now=True)


class Comment(models.Model):
    """An answer to a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.CASCADE)
    content = models.TextField()
    created_at = models.DateTimeField()


class Like(models.Model):
    """A person likes a post, once."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="likes")
    user = models.ForeignKey(User, on_delete=models.CASCADE)

    class Meta:
        unique_together = ("post", "user")
