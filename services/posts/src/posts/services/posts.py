"""Publishing, editing and deleting posts."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chassis.events.outbox import emit
from chassis.jobs import enqueue
from posts.errors import NotYourPost
from posts.events import post_deleted, post_edited, post_published
from posts.models import Post
from posts.models.post import Visibility
from posts.selectors.posts import post_access
from posts.services.authors import author_is_switched
from relations.people.services import person_ensure


@transaction.atomic(savepoint=False)
def post_publish(*, author_id: UUID, username: str, **words: Any) -> Post:
    """Publish a post; ``words`` are its title, text, content_warning, language and visibility.

    Emits PostPublished.
    """
    person_ensure(author_id, username)
    post = Post.objects.create(
        author_id=author_id, is_fanned_out_on_read=author_is_switched(author_id), created_at=timezone.now(), **words
    )
    emit(post_published(post))
    return post


@transaction.atomic
def post_edit(*, post_id: UUID, editor_id: UUID, changes: dict[str, Any]) -> None:
    """Change the editor's own post; an edit without a difference changes nothing.

    Raises NotYourPost, or PostNotFound when the editor may not read it. Emits PostEdited if anything changed.
    Only a post that was private is fanned out again: others are in the timelines already, and who may see them is
    checked there.
    """
    post = _own_post(post_id=post_id, author_id=editor_id)
    was_private = post.visibility == Visibility.PRIVATE
    if all(getattr(post, name) == value for name, value in changes.items()):
        return
    for name, value in changes.items():
        setattr(post, name, value)
    post.edited_at = timezone.now()
    post.version += 1
    post.save(update_fields=[*changes, "edited_at", "version"])
    emit(post_edited(post))
    if was_private and post.visibility != Visibility.PRIVATE:
        enqueue("posts.fan_out", key=post.id)


@transaction.atomic
def post_delete(*, post_id: UUID, author_id: UUID) -> None:
    """Delete the account's own post with its comments: the texts are cleared, the rows stay.

    Comments are hidden at once, with the post; the worker clears their texts afterwards.
    Raises NotYourPost, or PostNotFound when the account may not read it. Emits PostDeleted.
    """
    post_end(_own_post(post_id=post_id, author_id=author_id))
    enqueue("posts.clear_comments", key=post_id)


def post_end(post: Post) -> None:
    """Mark a post as deleted that the caller has locked, and clear its words. Emits PostDeleted."""
    post.title = post.text = post.content_warning = ""
    post.deleted_at = timezone.now()
    post.version += 1
    post.save(update_fields=["title", "text", "content_warning", "deleted_at", "version"])
    emit(post_deleted(post))


def _own_post(*, post_id: UUID, author_id: UUID) -> Post:
    """Return the account's own post, locked until the end of the transaction.

    Raises NotYourPost, or PostNotFound if it is hidden.
    """
    own = Post.objects.visible_to(author_id).filter(author_id=author_id)
    post = own.select_for_update(of=["self"], no_key=True).filter(id=post_id).first()
    if post is None:
        post_access(post_id=post_id, viewer_id=author_id)
        raise NotYourPost
    return post
