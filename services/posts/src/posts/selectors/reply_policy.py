"""Who may comment on a post."""

from uuid import UUID

from posts.models import Post
from posts.models.reply_policy import ReplyPolicy
from relations.audience import follows


def may_reply(*, post: Post, account_id: UUID) -> bool:
    """Return whether an account that may read a post may comment on it, too; at most one query."""
    if post.author_id == account_id or post.reply_policy == ReplyPolicy.EVERYONE:
        return True
    if post.reply_policy == ReplyPolicy.MENTIONED:
        return account_id in post.mentions
    if post.reply_policy == ReplyPolicy.FOLLOWERS:
        return Post.objects.filter(follows(account_id, "author_id"), id=post.id).exists()
    return False
