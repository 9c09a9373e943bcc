"""What every derived view must show if the facts are as the model says: counts, lists, feeds, who may see."""

from collections.abc import Iterator
from typing import Any

from tests.faults.findings import Findings, same
from tests.faults.model import Model, Thing

NEARBY = 40
"""Among so many entries before a share no entry shows its post."""


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


def _relationship(model: Model, viewer: str, name: str) -> dict[str, Any]:
    """Return what a viewer is shown of the relation to somebody; nobody mutes."""
    asked = {True: "requested", False: "none"}[(viewer, name) in model.asked]
    friend = "sent" if (viewer, name) in model.asked_friends else "none"
    friend = "received" if (name, viewer) in model.asked_friends else friend
    return {
        "following": "active" if name in model.followees(viewer) else asked,
        "followed_by": name in model.followers(viewer),
        "friend": "friends" if model.friends.get(frozenset((viewer, name))) else friend,
        "blocking": False,
        "muting": False,
    }


def relationships(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the relations of every viewer to everybody else, as the profiles show them."""
    for viewer, seen in dump["people"].items():
        for name, account in model.users.items():
            shown: Any = _relationship(model, viewer, name) if viewer and viewer != name else None
            shown = "not listed" if model.has_block(viewer, name) else shown
            yield from same(f"{viewer or 'anonymous'} and {name}", shown, seen.get(account, "not listed"))


def counts(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the counts on profiles with the facts, and the graph's list of followers."""
    for name, seen in dump["users"].items():
        profile = seen["profile"] or {}
        public = [post for post in model.existing_posts() if post.author == name and post.visibility == "public"]
        friends = sorted(other for pair, on in model.friends.items() if on and name in pair for other in pair - {name})
        expected = {
            "followers_count": len(model.followers(name)),
            "following_count": len(model.followees(name)),
            "friends_count": len(friends),
            "posts_count": len(public),
        }
        for what, number in expected.items():
            yield from same(f"{what} of {name}", number, profile.get(what))
        listed_friends = sorted(item.get("username", item["id"]) for item in seen.get("friends", []))
        yield from same(f"friends of {name}", friends, listed_friends)
        listed = sorted(item.get("username", item["id"]) for item in seen["followers"])
        yield from same(f"followers of {name}", sorted(model.followers(name)), listed)


def figures(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the counts on posts and comments, and whether the reader likes them, wherever they are shown."""
    for name, seen in dump["users"].items():
        for item in filter(lambda item: item["id"] in model.posts, [*seen["posts"], *seen["feed"]]):
            likers = {each for each in model.likers(item["id"]) if not model.has_block(name, each)}
            comments = [one for one in model.existing_comments(item["id"]) if not model.has_block(name, one.author)]
            shown = (item.get("likes_count"), item.get("comments_count"), item.get("liked"))
            what = f"likes, comments and own like of {item['id']} for {name}"
            yield from same(what, (len(likers), len(comments), name in likers), shown)
    for post, seen in dump["posts"].items():
        watcher, existing = seen.get("watcher") or "", model.existing_comments(post) if post in model.posts else []
        replies = [one.reply_to for one in existing if not model.has_block(watcher, one.author)]
        for item in seen["comments"]:
            yield from same(f"replies_count of {item['id']}", replies.count(item["id"]), item.get("replies_count"))


def tombstones(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the deleted comments that are listed with those above comments that exist; they show no words."""
    for post, seen in dump["posts"].items():
        watcher, existing = seen.get("watcher") or "", model.existing_comments(post) if post in model.posts else []
        shown = [one for one in existing if not model.has_block(watcher, one.author)]
        expected = sorted({above for one in shown for above in _deleted_above(one, model)})
        listed = {item["id"]: (item["author"], item["text"]) for item in seen["tombstones"]}
        yield from same(
            f"deleted comments on {post}", dict.fromkeys(expected, (None, "")), dict(sorted(listed.items()))
        )


def _deleted_above(comment: Thing, model: Model) -> Iterator[str]:
    """Yield the deleted comments through which a comment is found."""
    above = model.comments.get(comment.reply_to or "")
    while above is not None and not above.alive:
        yield above.id
        above = model.comments.get(above.reply_to or "")


def feeds(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare every user's whole feed, in order, and its texts; shares may stand between the posts."""
    for name, seen in dump["users"].items():
        by_themselves = [item["id"] for item in seen["feed"] if not item.get("shared_by")]
        yield from same(f"feed of {name}", model.feed(name), by_themselves)
        yield from _shares(model, name, seen["feed"])
        for item in filter(lambda item: item["id"] in model.posts, seen["feed"]):
            post = model.posts[item["id"]]
            quoted = model.posts[post.quote_of or ""].text if model.may_see_quoted(name, post) else None
            shown = (item.get("text"), (item.get("quote") or {}).get("text"))
            yield from same(f"{item['id']} in the feed of {name}", (post.text, quoted), shown)


def _shares(model: Model, name: str, feed: list[dict[str, Any]]) -> Findings:
    """Yield what is wrong with shares: each post shared to the reader is there, and not again nearby."""
    shared, listed = model.shared_to(name), [item["id"] for item in feed]
    yield from (("lost", f"the shared {post} in the feed of {name}") for post in sorted(shared - {*listed}))
    for place, item in enumerate(feed):
        if sharer := item.get("shared_by"):
            sharers = model.sharers_for(name, item["id"])
            if item["id"] not in shared or sharer.get("username") not in sharers:
                yield "unexpected", f"{item['id']}, shared by {sharer.get('username')}, in the feed of {name}"
            if item["id"] in listed[place + 1 : place + 1 + NEARBY]:
                yield "duplicated", f"the shared {item['id']} is repeated in the feed of {name}"


def groups(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the members of every group, and their number, with what the members themselves are shown."""
    for group, seen in dump["groups"].items():
        if group in model.groups:
            members = sorted(name for (one, name), state in model.members.items() if one == group and state)
            listed = sorted(item.get("username", item["id"]) for item in seen["members"])
            yield from same(f"members of {group}", members, listed)
            yield from same(f"members_count of {group}", len(members), seen["count"])
