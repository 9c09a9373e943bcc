"""Rows that the tests start from."""

from dataclasses import dataclass
from uuid import UUID

import factory
from django.utils import timezone

from chassis.ids import uuid7
from contracts.posts import PostDeleted, PostEdited, PostPublished
from contracts.social_graph import FollowChanged
from posts.models import Comment, FanOutOnReadFollow, Like, Post
from relations.models import Tie
from relations.people.models import Person


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody whose registration has arrived."""

    class Meta:
        model = Person

    id = factory.LazyFunction(uuid7)
    username = factory.Sequence(lambda n: f"person_{n}")
    display_name = factory.SelfAttribute("username")


class PostFactory(factory.django.DjangoModelFactory):
    """A public post."""

    class Meta:
        model = Post

    author_id = factory.LazyFunction(lambda: PersonFactory().id)
    text = factory.Sequence(lambda n: f"Words {n}")
    visibility = "public"
    created_at = factory.LazyFunction(timezone.now)


class CommentFactory(factory.django.DjangoModelFactory):
    """A comment on a post, counted."""

    class Meta:
        model = Comment
        skip_postgeneration_save = True

    post = factory.SubFactory(PostFactory)
    author_id = factory.LazyFunction(lambda: PersonFactory().id)
    depth = factory.LazyAttribute(lambda it: it.reply_to.depth + 1 if it.reply_to else 1)
    reply_to = None
    text = factory.Sequence(lambda n: f"Remark {n}")
    created_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """Count it where the service would."""
        self.post.comments_count += 1
        self.post.save(update_fields=["comments_count"])
        if self.reply_to:
            self.reply_to.replies_count += 1
            self.reply_to.save(update_fields=["replies_count"])


@dataclass(frozen=True)
class Follow:
    """Who follows whom."""

    follower_id: UUID
    followee_id: UUID
    state: str
    version: int
    is_marked: bool


class FollowFactory(factory.Factory):
    """An active follow, as a tie; ``is_marked`` of one whose posts are merged into feeds when these are read."""

    class Meta:
        model = Follow

    follower_id = factory.LazyFunction(lambda: PersonFactory().id)
    followee_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = "active"
    version = 1
    is_marked = False

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        follow = model_class(*args, **kwargs)
        ends = {"source_id": follow.follower_id, "target_id": follow.followee_id}
        Tie.objects.create(kind="follow", **ends, state=follow.state, version=follow.version)
        if follow.is_marked:
            FanOutOnReadFollow.objects.create(follower_id=follow.follower_id, followee_id=follow.followee_id)
        return follow


class LikeFactory(factory.django.DjangoModelFactory):
    """A like that is on, counted."""

    class Meta:
        model = Like
        skip_postgeneration_save = True

    post = factory.SubFactory(PostFactory)
    liker_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = "on"
    version = 1
    changed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """Count it where the service would."""
        self.post.likes_count += 1
        self.post.save(update_fields=["likes_count"])


def follow_changed(follower_id, followee_id, *, state="active", version=1) -> FollowChanged:
    """Return the event of the social graph about an edge."""
    return FollowChanged(
        follower_id=follower_id, followee_id=followee_id, state=state, version=version, changed_at=timezone.now()
    )


def published(post) -> PostPublished:
    """Return the event of a post that was published."""
    return PostPublished(
        post_id=post.id,
        author_id=post.author_id,
        visibility=post.visibility,
        published_at=post.created_at,
        version=1,
    )


def edited(post) -> PostEdited:
    """Return the event of a post that was edited."""
    return PostEdited(
        post_id=post.id,
        author_id=post.author_id,
        visibility=post.visibility,
        edited_at=timezone.now(),
        version=post.version,
    )


def deleted(post) -> PostDeleted:
    """Return the event of a post that was deleted."""
    return PostDeleted(post_id=post.id, author_id=post.author_id, deleted_at=timezone.now(), version=post.version)


def follower_of(author_id):
    """Return the id of somebody new who follows the author."""
    return FollowFactory(followee_id=author_id).follower_id
