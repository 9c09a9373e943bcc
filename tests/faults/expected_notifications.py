"""The notifications that everybody must have, and which of them must be unread; none about a post that the reader may
not read.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.faults.findings import Findings, same
from tests.faults.model import Model, Thing

ACCEPTED = ("follow_accepted", "friend_accepted")
"""What is checked less strictly."""
PUBLISHED = "scheduled_published"
"""It has no senders."""
Cause = tuple[str, str, str, str, float]
"""A cause of a notification: the recipient, the kind, the target, the sender, and when it began."""
Expected = dict[tuple[str, str], dict[str, float]]
"""By type and target: the senders, and when the first cause of each may have occurred."""


def notifications(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the notifications: one per target, one sender per cause, none about one's own acts."""
    expected_senders = expected_notifications(model)
    for name, seen in dump["users"].items():
        shown = {(item["type"], item["target"]["id"]): item for item in seen["notifications"] if "type" in item}
        if len(shown) != len(seen["notifications"]):
            yield "duplicated", f"notifications of {name}: one target twice"
        yield from _acceptances(model, name, shown)
        yield from _published(model, name, shown)
        open_kinds = (*ACCEPTED, PUBLISHED) if name not in model.ever_private else (*ACCEPTED, PUBLISHED, "follow")
        expected = {key: len(senders) for key, senders in expected_senders[name].items() if key[0] not in open_kinds}
        counted = {key: item["senders_count"] for key, item in shown.items() if key[0] not in open_kinds}
        yield from same(f"notifications of {name}", sorted(expected.items()), sorted(counted.items()))
        for key in expected.keys() & shown.keys():
            latest = {sender["username"] for sender in shown[key]["senders"]}
            if not latest or not latest <= expected_senders[name][key].keys():
                yield "drift", f"{key[0]} of {key[1]} names {sorted(latest)} to {name}"
        yield from _unread(model, name, expected_senders[name], shown, seen["unread"])


def _acceptances(model: Model, name: str, shown: dict[tuple[str, str], Any]) -> Findings:
    """Who has accepted is still followed, or a friend; which of two has asked, the history may not say."""
    friends = {other for pair, on in model.friends.items() if on and name in pair for other in pair - {name}}
    possible = {"follow_accepted": model.followees(name), "friend_accepted": friends, "follow": model.followers(name)}
    for (kind, _), item in shown.items():
        named = {sender["username"] for sender in item["senders"]}
        if kind in possible and (item["senders_count"] > len(possible[kind]) or not named <= possible[kind]):
            yield "drift", f"{kind} names {sorted(named)} to {name}"


def _published(model: Model, name: str, shown: dict[tuple[str, str], Any]) -> Findings:
    """Authors are notified of each scheduled post that is published, as long as it exists."""
    own = [post for post in model.existing_posts() if post.author == name and post.text in model.scheduled_texts]
    told = sorted(target for kind, target in shown if kind == PUBLISHED)
    yield from same(f"published posts that {name} is notified of", sorted(post.id for post in own), told)


def _unread(
    model: Model, name: str, expected_senders: Expected, shown: dict[tuple[str, str], Any], count: int
) -> Findings:
    """What came after all was marked as read is unread, and the count equals the number of unread items."""
    unread = {key for key, item in shown.items() if not item["is_read"]}
    yield from same(f"unread count of {name}", len(unread), count)
    since = model.last_read.get(name, 0.0)
    for key, senders in expected_senders.items():
        if key in shown and key not in unread and any(began > since for began in senders.values()):
            yield "drift", f"{key[0]} of {key[1]} came after {name} had read everything, and is read"


def readings(dump: dict[str, Any]) -> Findings:
    """Marking one notification as read lowers the count by one, and marking all leaves none."""
    for name, after in dump["read"].items():
        before = dump["users"][name]["unread"] or 0
        yield from same(f"unread of {name} after reading one", max(before - 1, 0), after["after_one"])
        yield from same(f"unread of {name} after reading all", (0, []), (after["after_all"], after["left"]))


def expected_notifications(model: Model) -> dict[str, Expected]:
    """Return the expected notifications, by name."""
    expected_senders: dict[str, Expected] = {name: defaultdict(dict) for name in model.users}
    for recipient, kind, target, sender, began in _causes(model):
        if sender != recipient and not model.has_block(sender, recipient):
            senders = expected_senders[recipient][(kind, target)]
            senders[sender] = max(began, senders.get(sender, 0.0))
    return expected_senders


def _causes(model: Model) -> Iterator[Cause]:
    for name, account in model.users.items():
        for follower in model.followers(name):
            yield name, "follow", account, follower, _began(model, "follow", name, follower)
    yield from _requests(model)
    for post in model.existing_posts():
        yield from _about_post(model, post)
        for one in model.existing_comments(post.id):
            yield from _about_comment(model, post, one)


def _began(model: Model, kind: str, target: str, sender: str) -> float:
    return model.first_caused.get((kind, target, sender), 0.0)


def _about_post(model: Model, post: Thing) -> Iterator[Cause]:
    for liker in model.likers(post.id):
        yield post.author, "like", post.id, liker, _began(model, "like", post.id, liker)
    for sharer in model.sharers(post.id):
        yield post.author, "share", post.id, sharer, _began(model, "share", post.id, sharer)
    quoted = model.posts.get(post.quote_of or "")
    if quoted and quoted.author != post.author and model.may_see(quoted.author, post):
        yield quoted.author, "quote", post.id, post.author, _began(model, "quote", post.id, post.author)
    for name in model.mentioned(post):
        if post.visibility != "private" and model.may_see(name, post):
            yield name, "mention", post.id, post.author, _began(model, "mention", post.id, post.author)


def _about_comment(model: Model, post: Thing, one: Thing) -> Iterator[Cause]:
    for recipient, kind, target in _comment_recipients(model, post, one):
        if model.may_see(recipient, post):
            yield recipient, kind, target, one.author, _began(model, "comment", one.id, one.author)
    if model.may_see(one.author, post):
        for liker in model.comment_likers(one.id):
            yield one.author, "like", one.id, liker, _began(model, "like", one.id, liker)


def _requests(model: Model) -> Iterator[tuple[str, str, str, str, float]]:
    """Yield what waits for an answer, from the owner's lists; since when is not known."""
    for kind, requests in (("follow_request", model.asked), ("friend_request", model.asked_friends)):
        yield from ((recipient, kind, model.users[recipient], sender, 0.0) for sender, recipient in requests)
    for group, (owner, _) in model.groups.items():
        for name in model.users:
            if (group, name) in model.invited:
                yield name, "group_invitation", group, owner, 0.0
            if (group, name) in model.asked_groups:
                yield owner, "group_request", group, name, 0.0


def _comment_recipients(model: Model, post: Thing, comment: Thing) -> Iterator[tuple[str, str, str]]:
    """Yield who is notified of a comment: the author of the parent if it exists, and the post's unless they are the
    same.
    """
    parent = model.comments.get(comment.reply_to or "")
    if parent is not None and parent.alive:
        yield parent.author, "reply", parent.id
    if parent is None or parent.author != post.author:
        yield post.author, "comment", post.id
