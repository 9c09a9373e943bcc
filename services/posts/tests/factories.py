"""Rows that the tests start from."""

import factory
from django.utils import timezone

from chassis.ids import uuid7
from chassis.people.models import Person
from posts.models import Comment, Follow, Post


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


class FollowFactory(factory.django.DjangoModelFactory):
    """An active edge."""

    class Meta:
        model = Follow

    follower_id = factory.LazyFunction(lambda: PersonFactory().id)
    followee_id = factory.LazyFunction(lambda: PersonFactory().id)
    state = "active"
    version = 1
