"""What must be shown of shares and of likes of comments."""

from typing import Any

from tests.faults.findings import Findings, same
from tests.faults.model import Model


def reactions(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare who shares each post and likes each comment, and the counts, with the facts."""
    for post, seen in dump["posts"].items():
        watcher, exists = seen.get("watcher") or "", post in model.posts and model.posts[post].alive
        for item in seen.get("shared", []):
            sharers = sorted(each for each in model.sharers(post) if exists and not model.has_block(watcher, each))
            shown = (sorted(each.get("username", each["id"]) for each in item["shares"]), item["shares_count"])
            yield from same(f"shares of {post}", (sharers, len(sharers)), shown)
        for comment in seen["comments"]:
            likers = {each for each in model.comment_likers(comment["id"]) if not model.has_block(watcher, each)}
            yield from same(f"likes_count of {comment['id']}", len(likers), comment.get("likes_count", 0))
            listed = seen.get("comment_likes", {}).get(comment["id"], [])
            names = sorted(each.get("username", each["id"]) for each in listed)
            yield from same(f"likes of {comment['id']}", sorted(likers), names)
