"""Rows that the tests start from."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import factory
from django.utils import timezone

from chassis.ids import uuid7
from contracts.posts import PostDeleted, PostEdited, PostPublished
from contracts.social_graph import FollowChanged
from media.models import KEPT, Picture
from posts.models import (
    Bookmark,
    Comment,
    CommentLike,
    Draft,
    FanOutOnReadFollow,
    Like,
    Medium,
    Post,
    Revision,
    ScheduledPost,
    Share,
)
from posts.models.scheduled_post import place_at
from relations.models import Membership, Tie
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
    group_id = None
    created_at = factory.LazyFunction(timezone.now)


class RevisionFactory(factory.django.DjangoModelFactory):
    """What a post said before an edit."""

    class Meta:
        model = Revision

    post = factory.SubFactory(PostFactory)
    text = factory.Sequence(lambda n: f"Earlier words {n}")
    visibility = "public"
    written_at = factory.LazyFunction(timezone.now)


def quote_of(post, **fields):
    """Return a public post that quotes another one."""
    return PostFactory(quote_of=post, quoted_ids=[post.id, *(post.quoted_ids or [])], **fields)


class PictureFactory(factory.django.DjangoModelFactory):
    """A picture whose files are of no interest."""

    class Meta:
        model = Picture

    state = KEPT
    width, height, bytes = 800, 600, 1234
    blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"


class MediumFactory(factory.django.DjangoModelFactory):
    """A picture for a post; with ``post`` it is the only one of that post, which counts it."""

    class Meta:
        model = Medium
        skip_postgeneration_save = True

    owner_id = factory.LazyAttribute(lambda it: it.post.author_id if it.post else PersonFactory().id)
    picture = factory.SubFactory(PictureFactory, owner_id=factory.SelfAttribute("..owner_id"))
    post = None
    position = factory.LazyAttribute(lambda it: 0 if it.post else None)
    created_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """Count it where the service would."""
        if self.post:
            self.post.media_count = 1
            self.post.save(update_fields=["media_count"])


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


def friendship(one, other, *, state="active", version=1) -> Tie:
    """Store a friendship."""
    first, second = sorted((one, other))
    return Tie.objects.create(kind="friend", source_id=first, target_id=second, state=state, version=version)


def membership(group_id, account_id, *, state="active", version=1, role="member") -> Membership:
    """Store that an account is something to a group."""
    return Membership.objects.create(group_id=group_id, account_id=account_id, state=state, version=version, role=role)


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


class ShareFactory(factory.django.DjangoModelFactory):
    """A share that is on, counted."""

    class Meta:
        model = Share
        skip_postgeneration_save = True

    post = factory.SubFactory(PostFactory)
    sharer_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = "on"
    version = 1
    changed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """Count it where the service would."""
        self.post.shares_count += 1
        self.post.save(update_fields=["shares_count"])


class CommentLikeFactory(factory.django.DjangoModelFactory):
    """A like of a comment that is on, counted."""

    class Meta:
        model = CommentLike
        skip_postgeneration_save = True

    comment = factory.SubFactory(CommentFactory)
    liker_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = "on"
    version = 1
    changed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """Count it where the service would."""
        self.comment.likes_count += 1
        self.comment.save(update_fields=["likes_count"])


class BookmarkFactory(factory.django.DjangoModelFactory):
    """A bookmark that is on, counted."""

    class Meta:
        model = Bookmark
        skip_postgeneration_save = True

    post = factory.SubFactory(PostFactory)
    account_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = "on"
    version = 1
    changed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        """Count it where the service would."""
        self.post.bookmarks_count += 1
        self.post.save(update_fields=["bookmarks_count"])


class ScheduledPostFactory(factory.django.DjangoModelFactory):
    """A post that is due since a second ago."""

    class Meta:
        model = ScheduledPost

    author_id = factory.LazyFunction(lambda: PersonFactory().id)
    content = factory.Sequence(lambda n: {"text": f"Words {n}", "visibility": "public"})
    publish_at = factory.LazyFunction(lambda: timezone.now() - timedelta(seconds=1))
    due_at = factory.SelfAttribute("publish_at")
    place = factory.LazyAttribute(lambda it: place_at(int(it.publish_at.timestamp() * 1000)))
    created_at = factory.LazyFunction(timezone.now)


class DraftFactory(factory.django.DjangoModelFactory):
    """A draft."""

    class Meta:
        model = Draft

    account_id = factory.LazyFunction(lambda: PersonFactory().id)
    content = factory.Sequence(lambda n: {"text": f"Words {n}"})
    created_at = factory.LazyFunction(timezone.now)


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
        group_id=post.group_id,
        published_at=post.created_at,
        version=1,
    )


def edited(post) -> PostEdited:
    """Return the event of a post that was edited."""
    return PostEdited(
        post_id=post.id,
        author_id=post.author_id,
        visibility=post.visibility,
        group_id=post.group_id,
        edited_at=timezone.now(),
        version=post.version,
    )


def deleted(post) -> PostDeleted:
    """Return the event of a post that was deleted."""
    return PostDeleted(post_id=post.id, author_id=post.author_id, deleted_at=timezone.now(), version=post.version)


def follower_of(author_id):
    """Return the id of somebody new who follows the author."""
    return FollowFactory(followee_id=author_id).follower_id
