"""What every derived view must show if the facts are as the model says: counts, lists, feeds, who may see."""

from typing import Any

from tests.faults.findings import Findings, same
from tests.faults.model import Model


def visibility(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare every (viewer, post) pair, the anonymous viewer included; a hidden post is answered 404."""
    for post in model.posts.values():
        what = f"{post.visibility if post.alive else 'deleted'} {post.id} of {post.author}"
        seen = dump["posts"].get(post.id, {"statuses": {}, "hidden": {}})
        for name, status in seen["statuses"].items():
            expected = 200 if model.may_see(name or None, post) else 404
            if status != expected:
                kind = "leaks" if status == 200 else "drift"
                yield kind, f"{name or 'anonymous'} reads {what}: {status}"
        for name, statuses in seen["hidden"].items():
            if 200 in statuses and not model.may_see(name or None, post):
                yield "leaks", f"{name or 'anonymous'} reads what is under {what}"


def authors(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare every author's list of posts as every viewer is shown it, in order."""
    for viewer, lists in dump["authors"].items():
        for author, seen in lists.items():
            posts = [post for post in model.existing_posts() if post.author == author]
            expected = [post.id for post in posts if model.may_see(viewer or None, post)]
            hidden = {post.id for post in model.posts.values() if post.author == author} - set(expected)
            for leaked in hidden.intersection(seen):
                yield "leaks", f"{viewer or 'anonymous'} finds {leaked} in the list of {author}"
            yield from same(f"posts of {author} as {viewer or 'anonymous'} sees them", expected, seen)


NOTHING_ELSE = {"friend": "none", "blocking": False, "muting": False}
"""What the workload does not do yet."""


def relationships(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the relations of every viewer to everybody else, as the profiles show them."""
    for viewer, seen in dump["people"].items():
        for name, account in model.users.items():
            following = "active" if name in model.followees(viewer) else "none"
            expected = NOTHING_ELSE | {"following": following, "followed_by": name in model.followers(viewer)}
            shown = expected if viewer and viewer != name else None
            yield from same(f"{viewer or 'anonymous'} and {name}", shown, seen.get(account, "not listed"))


def counts(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the counts on profiles with the facts, and the graph's list of followers."""
    for name, seen in dump["users"].items():
        profile = seen["profile"] or {}
        public = [post for post in model.existing_posts() if post.author == name and post.visibility == "public"]
        expected = (len(model.followers(name)), len(model.followees(name)), len(public))
        for what, number in zip(("followers_count", "following_count", "posts_count"), expected, strict=True):
            yield from same(f"{what} of {name}", number, profile.get(what))
        listed = sorted(item.get("username", item["id"]) for item in seen["followers"])
        yield from same(f"followers of {name}", sorted(model.followers(name)), listed)


def figures(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the counts on posts and comments, and whether the reader likes them, wherever they are shown."""
    for name, seen in dump["users"].items():
        for item in filter(lambda item: item["id"] in model.posts, [*seen["posts"], *seen["feed"]]):
            likers, comments = model.likers(item["id"]), model.existing_comments(item["id"])
            shown = (item.get("likes_count"), item.get("comments_count"), item.get("liked"))
            what = f"likes, comments and own like of {item['id']} for {name}"
            yield from same(what, (len(likers), len(comments), name in likers), shown)
    for post, seen in dump["posts"].items():
        replies = [one.reply_to for one in (model.existing_comments(post) if post in model.posts else [])]
        for item in seen["comments"]:
            yield from same(f"replies_count of {item['id']}", replies.count(item["id"]), item.get("replies_count"))


def feeds(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare every user's whole feed, in order, and its texts."""
    for name, seen in dump["users"].items():
        yield from same(f"feed of {name}", model.feed(name), [item["id"] for item in seen["feed"]])
        for item in filter(lambda item: item["id"] in model.posts, seen["feed"]):
            yield from same(f"{item['id']} in the feed of {name}", model.posts[item["id"]].text, item.get("text"))
