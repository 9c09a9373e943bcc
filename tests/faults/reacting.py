"""Operations of people who share posts, like comments, and mention each other."""

from tests.faults.history import Record
from tests.faults.workload import NEWEST, RATES, Actor, Rates


def share(actor: Actor) -> Record | None:
    """Share somebody's post; a private one is refused."""
    return _share(actor, "share", "PUT")


def unshare(actor: Actor) -> Record | None:
    """Share a post no longer, which may not be shared."""
    return _share(actor, "unshare", "DELETE")


def _share(actor: Actor, op: str, method: str) -> Record | None:
    post = actor.any_post()
    return actor.client.do(op, method, f"/api/v1/posts/{post}/share/", post=post) if post else None


def like_comment(actor: Actor) -> Record | None:
    """Like somebody's comment."""
    return _like(actor, "comment.like", "PUT")


def unlike_comment(actor: Actor) -> Record | None:
    """Take the like of a comment back."""
    return _like(actor, "comment.unlike", "DELETE")


def _like(actor: Actor, op: str, method: str) -> Record | None:
    if not actor.board.comments:
        return None
    comment, _ = actor.random.choice(actor.board.comments[-NEWEST:])
    return actor.client.do(op, method, f"/api/v1/comments/{comment}/like/", comment=comment)


def mention(actor: Actor) -> Record | None:
    """Write a post that mentions the author of another one: the service of posts knows who has written there."""
    authors = sorted({author for _, author in actor.board.posts} - {actor.client.name})
    if not authors:
        return None
    body, mentioned = actor.draft(), actor.random.choice(authors)
    body["text"] += f" @{mentioned}"
    return actor.keep_post(
        actor.client.do("post.create", "POST", "/api/v1/posts/", json=body, mentioned=mentioned, **body)
    )


REACTING: Rates = RATES | {
    share: 14, unshare: 8, like_comment: 14, unlike_comment: 8, mention: 16, Actor.comment: 16, Actor.delete: 8,
}  # fmt: skip
"""The usual operations, and these."""
