"""Publishing, editing and deleting posts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chassis.events.outbox import emit
from chassis.jobs import enqueue
from posts.errors import GroupNotFound, NoLongerMember, NotInGroup, NotYourPost, PostEmpty
from posts.events import post_deleted, post_edited, post_published
from posts.models import Post
from posts.models.revision import WORDS
from posts.models.visibility import Visibility
from posts.selectors.posts import post_access
from posts.services.authors import is_merged_at_read
from posts.services.media import Item, media_attach, media_end, uploads_store
from posts.services.quotes import quoted_fields
from posts.services.revisions import revision_keep
from posts.services.texts import text_find, text_read, text_unfind
from relations.people.services import person_ensure
from relations.selectors import account_is_member

DERIVED = ("group_id", "is_fanned_out_on_read", "hashtags", "mentions", "media_count")
"""What an edit sets according to the text, the visibility and the media."""
FEWER = (Visibility.PUBLIC, Visibility.FOLLOWERS)
"""A change of the visibility by which no feed gets a post."""


def post_publish(
    *, author_id: UUID, username: str, is_scheduled: bool = False, media: Sequence[Item] = (), **words: Any
) -> Post:
    """Publish a post; ``words`` are what ``post_fields`` takes.

    Raises MediaNotAttachable, and what ``post_fields`` and ``uploads_store`` raise. Emits PostPublished, which says
    whether the time of the post was set before.
    """
    fields = post_fields(author_id=author_id, media=media, **words)
    uploads_store(owner_id=author_id, media=media)
    return _publish(author_id, username, media, fields, is_scheduled=is_scheduled)


def post_fields(
    *,
    author_id: UUID,
    group: UUID | None = None,
    quote_of: UUID | None = None,
    media: Sequence[Item] = (),
    **words: Any,
) -> dict[str, Any]:
    """Return the fields of a new post, if no rule refuses it; ``words`` are those of the author.

    They are its title, text, content_warning, language, visibility and reply_policy.
    Raises PostEmpty, GroupNotFound unless the author is a member of the group, QuotedNotFound, PostNotShareable and
    QuotesTooDeep.
    """
    if not words["text"] and not media:
        raise PostEmpty
    if group and not account_is_member(account_id=author_id, group_id=group):
        raise GroupNotFound
    quoted = quoted_fields(post_id=quote_of, author_id=author_id) if quote_of else {}
    return {"group_id": group, **words, **quoted}


def _publish(
    author_id: UUID, username: str, media: Sequence[Item], fields: dict[str, Any], *, is_scheduled: bool
) -> Post:
    """Publish a post, of which only the media may be refused: a refusal without a savepoint ends the transaction."""
    with transaction.atomic(savepoint=bool(media)):
        person_ensure(author_id, username)
        post = Post(
            author_id=author_id,
            is_fanned_out_on_read=is_merged_at_read(author_id, fields["visibility"]),
            created_at=timezone.now(),
            **fields,
        )
        text_read(post)
        post.save(force_insert=True)
        if media and media_attach(post, media):
            post.save(update_fields=["media_count"])
        text_find(post)
        emit(post_published(post, is_scheduled=is_scheduled))
    return post


def post_edit(*, post_id: UUID, editor_id: UUID, changes: dict[str, Any]) -> None:
    """Change the editor's own post; an edit without a difference changes nothing.

    Raises NotYourPost, PostNotFound when the editor may not read it, NotInGroup, NoLongerMember, PostEmpty and
    MediaNotAttachable, and as ``uploads_store`` does. Emits PostEdited if anything changed. What the post said before
    is kept as a revision. A post with another visibility than ``group`` leaves its group for ever.

    A post is fanned out again if others belong to its audience then: who may see it is checked in the timelines.
    """
    uploads_store(owner_id=editor_id, media=changes.get("media", ()))
    with transaction.atomic():
        _edit(own_post(post_id=post_id, author_id=editor_id), **changes)


def _edit(post: Post, *, media: Sequence[Item] | None = None, **words: Any) -> None:
    """Change a post that its author has locked."""
    before = post.visibility
    has_other_media = media is not None and media_attach(post, media)
    if not has_other_media and all(getattr(post, name) == value for name, value in words.items()):
        return
    if any(getattr(post, name) != value for name, value in words.items() if name in WORDS):
        revision_keep(post)
    for name, value in words.items():
        setattr(post, name, value)
    _leave_group(post)
    group_check(post)
    if post.visibility != before:
        post.is_fanned_out_on_read = is_merged_at_read(post.author_id, post.visibility)
    text_unfind(post)
    text_read(post)
    post_changed(post, fields=[*words, *DERIVED])
    text_find(post)
    if _reaches_others(before, post.visibility):
        enqueue("posts.fan_out", key=post.id)


def _reaches_others(before: str, after: str) -> bool:
    """Return whether a post may belong in feeds with a new visibility in which it did not belong before.

    Not if it becomes private, or for followers after it was for everybody. Friends of authors whose posts are merged
    when feeds are read got no copy of a public post, and get one of a post for friends.
    """
    return before != after and after != Visibility.PRIVATE and (before, after) != FEWER


def _leave_group(post: Post) -> None:
    """Take a post out of its group unless its visibility is ``group``; raise NotInGroup if it is and there is none."""
    if post.visibility != Visibility.GROUP:
        post.group_id = None
    elif post.group_id is None:
        raise NotInGroup


def group_check(post: Post) -> None:
    """Raise NoLongerMember for a post in a group whose author is not a member any more: its members still read it."""
    if post.group_id and not account_is_member(account_id=post.author_id, group_id=post.group_id):
        raise NoLongerMember


def post_changed(post: Post, *, fields: Sequence[str]) -> None:
    """Save what its author has changed of a locked post. Raises PostEmpty. Emits PostEdited."""
    if not post.text and not post.media_count:
        raise PostEmpty
    post.edited_at = timezone.now()
    post.version += 1
    post.save(update_fields=[*fields, "edited_at", "version"])
    emit(post_edited(post))


@transaction.atomic
def post_delete(*, post_id: UUID, author_id: UUID) -> None:
    """Delete the account's own post with its comments: the texts are cleared, the rows stay.

    Comments are hidden at once, with the post; the worker clears their texts afterwards.
    Raises NotYourPost, or PostNotFound when the account may not read it. Emits PostDeleted.
    """
    post_end(own_post(post_id=post_id, author_id=author_id))
    enqueue("posts.clear_comments", key=post_id)


def post_end(post: Post) -> None:
    """Mark a post as deleted that the caller has locked, and delete its words and media. Emits PostDeleted."""
    media_end(post)
    text_unfind(post)
    post.title = post.text = post.content_warning = ""
    post.hashtags, post.mentions = [], []
    post.deleted_at = timezone.now()
    post.version += 1
    words = ["title", "text", "content_warning", "hashtags", "mentions", "media_count"]
    post.save(update_fields=[*words, "deleted_at", "version"])
    emit(post_deleted(post))


def own_post(*, post_id: UUID, author_id: UUID) -> Post:
    """Return the account's own post, locked until the end of the transaction.

    Raises NotYourPost, or PostNotFound if it is hidden.
    """
    own = Post.objects.visible_to(author_id).filter(author_id=author_id)
    post = own.select_for_update(of=["self"], no_key=True).filter(id=post_id).first()
    if post is None:
        post_access(post_id=post_id, viewer_id=author_id)
        raise NotYourPost
    return post
