"""Adding, editing and deleting comments.

Whatever locks more than one comment, as adding and deleting do, locks the post before: so it cannot deadlock.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chassis.events.outbox import emit
from chassis.jobs import State, job
from posts.errors import (
    CommentNotFound,
    NotYourComment,
    PostNotFound,
    PostOutOfReach,
    RepliesClosed,
    ReplyToNotFound,
    ThreadTooDeep,
)
from posts.events import comment_added, comment_deleted, comment_edited
from posts.models import Comment, Post
from posts.models.comment import MAX_DEPTH
from posts.selectors.posts import post_access
from posts.selectors.reply_policy import may_reply
from posts.services.revisions import revisions_delete
from posts.services.texts import mentions_in
from posts.services.tombstones import is_tombstone, tombstones_end
from relations.people.services import person_ensure

COMMENTS_AT_ONCE = 500


@transaction.atomic
def comment_add(*, post_id: UUID, author_id: UUID, username: str, text: str, reply_to: UUID | None = None) -> Comment:
    """Comment on a post, or reply to a comment on it.

    Raises PostNotFound when the author may not read the post, RepliesClosed when they may only read it,
    ReplyToNotFound, and ThreadTooDeep. Emits CommentAdded.
    """
    post = post_access(post_id=post_id, viewer_id=author_id)
    if not may_reply(post=post, account_id=author_id):
        raise RepliesClosed
    _count_comments(post_id, 1)
    parent = _parent(post, reply_to, author_id)
    person_ensure(author_id, username)
    comment = Comment.objects.create(
        post=post,
        reply_to=parent,
        author_id=author_id,
        depth=parent.depth + 1 if parent else 1,
        text=text,
        mentions=mentions_in(text, author_id=author_id),
        created_at=timezone.now(),
    )
    emit(comment_added(comment))
    return comment


@transaction.atomic
def comment_edit(*, comment_id: UUID, editor_id: UUID, changes: dict[str, Any]) -> None:
    """Change the editor's own comment; ``changes`` may contain its text. The same text changes nothing.

    Raises NotYourComment, CommentNotFound when the editor may not read it, and PostOutOfReach when the editor may no
    longer read the post: without access people can read and delete their own comments, but not write in the thread.
    Emits CommentEdited if anything changed.
    """
    visible = Comment.objects.visible_to(editor_id).filter(id=comment_id, deleted_at=None)
    comment = visible.select_related("post", "reply_to").select_for_update(of=["self"], no_key=True).first()
    if comment is None:
        raise CommentNotFound
    if comment.author_id != editor_id:
        raise NotYourComment
    if not Post.objects.visible_to(editor_id).filter(id=comment.post_id).exists():
        raise PostOutOfReach("You can no longer read the post that this comment is under.")
    text = changes.get("text", comment.text)
    if comment.text == text:
        return
    comment.text, comment.edited_at = text, timezone.now()
    comment.mentions = mentions_in(text, author_id=editor_id)
    comment.version += 1
    comment.save(update_fields=["text", "mentions", "edited_at", "version"])
    emit(comment_edited(comment))


@transaction.atomic
def comment_delete(*, comment_id: UUID, account_id: UUID) -> None:
    """Delete a comment: its author may, also without access to the post, and the post's author.

    Its replies stay, and while there are any it stays in lists as a tombstone.

    Raises NotYourComment, or CommentNotFound when the account may not read it. Emits CommentDeleted.
    """
    visible = Comment.objects.visible_to(account_id).filter(id=comment_id, deleted_at=None)
    comment = visible.select_related("post").first()
    if comment is None:
        raise CommentNotFound
    if account_id not in (comment.author_id, comment.post.author_id):
        raise NotYourComment
    Post.objects.select_for_update(no_key=True).get(id=comment.post_id)
    if not comment_end(comment):
        raise CommentNotFound  # another request was faster


def comment_end(comment: Comment) -> bool:
    """Delete a comment whose post the caller has locked; False if it was deleted before. Emits CommentDeleted.

    Raises PostNotFound when the post was deleted.
    """
    living = Comment.objects.filter(id=comment.id, deleted_at=None)
    ended = {"text": "", "mentions": [], "deleted_at": timezone.now(), "is_tombstone": is_tombstone()}
    if not living.update(**ended, version=F("version") + 1):
        return False
    _count_comments(comment.post_id, -1)
    if comment.reply_to_id:
        Comment.objects.filter(id=comment.reply_to_id).update(replies_count=F("replies_count") - 1)
    comment.refresh_from_db(fields=["version", "deleted_at", "is_tombstone"])
    if not comment.is_tombstone:
        tombstones_end(comment.reply_to_id)
    emit(comment_deleted(comment))
    return True


@job("posts.clear_comments")
def comments_clear(key: str, state: State) -> State | None:
    """Clear the texts of the next comments under a deleted post, and then delete its earlier versions.

    They are hidden already, and none can be added. There is no event per comment, because PostDeleted applies to all of
    them.
    """
    if state.get("has_cleared_comments"):
        return state if revisions_delete(UUID(key), limit=COMMENTS_AT_ONCE) else None
    deleted_at = Post.objects.select_for_update(no_key=True).values_list("deleted_at", flat=True).get(id=key)
    comments = Comment.objects.filter(post_id=key, deleted_at=None)
    later = comments.filter(id__gt=state.get("after", UUID(int=0))).order_by("id")
    ids = list(later.values_list("id", flat=True)[:COMMENTS_AT_ONCE])
    comments.filter(id__in=ids).update(text="", mentions=[], deleted_at=deleted_at, version=F("version") + 1)
    return {"after": str(ids[-1])} if len(ids) == COMMENTS_AT_ONCE else {"has_cleared_comments": True}


def _count_comments(post_id: UUID, step: int) -> None:
    """Change the comment count of a post, which locks it. Raises PostNotFound when it was deleted meanwhile."""
    if not Post.objects.filter(id=post_id, deleted_at=None).update(comments_count=F("comments_count") + step):
        raise PostNotFound


def _parent(post: Post, reply_to: UUID | None, author_id: UUID) -> Comment | None:
    """Return the parent comment, after counting the reply."""
    if reply_to is None:
        return None
    comments = Comment.objects.in_thread_for(author_id).filter(id=reply_to, post=post, deleted_at=None)
    if not comments.update(replies_count=F("replies_count") + 1):
        raise ReplyToNotFound
    parent = comments.get()
    if parent.depth >= MAX_DEPTH:
        raise ThreadTooDeep(f"A thread is at most {MAX_DEPTH} comments deep.")
    return parent
