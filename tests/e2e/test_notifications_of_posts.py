"""Notifications of mentions, shares, quotes and likes of comments: to those who may read the post, as long as it is so.

Each disappears with its cause, from the answer to a block on, and soon after any other end.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.e2e.client import Person
from tests.e2e.waiting import eventually


@dataclass
class Scene:
    """What somebody did to Ada, Bob or Cy, or to what they wrote."""

    ada: Person
    recipient: Person
    sender: Person
    target: str
    """The id of what the notification is about."""
    writer: Person
    """Who has written the post."""
    post: str
    comment: str = ""


def mention(ada: Person, bob: Person, cy: Person) -> Scene:
    post = ada.writes(f"Ask @{bob.username}.")["id"]
    return Scene(ada, recipient=bob, sender=ada, target=post, writer=ada, post=post)


def mention_in_comment(ada: Person, bob: Person, cy: Person) -> Scene:
    post = ada.writes()["id"]
    comment = cy.comments(post, f"Ask @{bob.username}.")["id"]
    return Scene(ada, recipient=bob, sender=cy, target=comment, writer=ada, post=post, comment=comment)


def share(ada: Person, bob: Person, cy: Person) -> Scene:
    post = ada.writes()["id"]
    assert bob.put(f"posts/{post}/share/").status_code == 200
    return Scene(ada, recipient=ada, sender=bob, target=post, writer=ada, post=post)


def quote(ada: Person, bob: Person, cy: Person) -> Scene:
    target = bob.writes(quote_of=ada.writes()["id"])["id"]
    return Scene(ada, recipient=ada, sender=bob, target=target, writer=bob, post=target)


def like(ada: Person, bob: Person, cy: Person) -> Scene:
    post = ada.writes()["id"]
    comment = bob.comments(post)["id"]
    assert cy.put(f"comments/{comment}/like/").status_code == 200
    return Scene(ada, recipient=bob, sender=cy, target=comment, writer=ada, post=post, comment=comment)


def unlike(scene: Scene) -> None:
    assert scene.sender.delete(f"comments/{scene.comment}/like/").status_code == 200


def unshare(scene: Scene) -> None:
    assert scene.sender.delete(f"posts/{scene.post}/share/").status_code == 200


def edit(scene: Scene) -> None:
    """Remove the mention."""
    path = f"comments/{scene.comment}/" if scene.comment else f"posts/{scene.post}/"
    assert scene.sender.change(path, {"text": "Ask somebody else."}).status_code == 200


def delete_comment(scene: Scene) -> None:
    """Delete it as the author of the post, who may do so."""
    assert scene.ada.delete(f"comments/{scene.comment}/").status_code == 204


def delete_post(scene: Scene) -> None:
    assert scene.writer.delete(f"posts/{scene.post}/").status_code == 204


def narrow(scene: Scene) -> None:
    """Show the post to its author alone, who is not the recipient."""
    assert scene.writer.change(f"posts/{scene.post}/", {"visibility": "private"}).status_code == 200


def block(scene: Scene) -> None:
    eventually(lambda: scene.recipient.put(f"users/{scene.sender.id}/block/").status_code == 200)


def be_blocked(scene: Scene) -> None:
    eventually(lambda: scene.sender.put(f"users/{scene.recipient.id}/block/").status_code == 200)


ENDS: dict[Callable[..., Scene], list[Callable[[Scene], None]]] = {
    mention: [edit, delete_post, narrow, block, be_blocked],
    mention_in_comment: [edit, delete_comment, delete_post, narrow, block, be_blocked],
    share: [unshare, delete_post, block, be_blocked],
    quote: [delete_post, narrow, block, be_blocked],
    like: [unlike, delete_comment, delete_post, narrow, block, be_blocked],
}
TYPES = {mention: "mention", mention_in_comment: "mention", share: "share", quote: "quote", like: "like"}
CASES = [(begin, end) for begin, ends in ENDS.items() for end in ends]


@pytest.fixture(scope="module")
def people(newcomer: Callable[..., Person]) -> Callable[[], tuple[Person, Person, Person]]:
    """Return a function that registers three people whom every service knows."""

    def come() -> tuple[Person, Person, Person]:
        ada, bob, cy = (newcomer(name) for name in ("ada", "bob", "cy"))
        for person in (ada, bob, cy):
            person.writes(visibility="private")  # so that the posts service knows the account
            eventually(lambda person=person: ada.get(f"users/{person.id}/followers/").status_code == 200)
        return ada, bob, cy

    return come


def notified(person: Person, kind: str) -> list[tuple[str, list[str]]]:
    """Return the targets and the senders of somebody's notifications of a type."""
    found = person.results(f"notifications/?type={kind}")
    return [(each["target"]["id"], [sender["id"] for sender in each["senders"]]) for each in found]


def unread(person: Person) -> int:
    return int(person.get("notifications/unread-count/").json()["unread"])


@pytest.mark.parametrize(("begin", "end"), CASES, ids=[f"{begin.__name__}-{end.__name__}" for begin, end in CASES])
def test_a_notification_comes_and_goes_with_its_cause(begin, end, people):
    scene = begin(*people())
    kind, expected = TYPES[begin], [(scene.target, [scene.sender.id])]
    eventually(lambda: notified(scene.recipient, kind) == expected)
    before = unread(scene.recipient)

    end(scene)

    if end in (block, be_blocked):
        assert notified(scene.recipient, kind) == []
    else:
        eventually(lambda: notified(scene.recipient, kind) == [])
    eventually(lambda: unread(scene.recipient) < before)


def test_a_mention_notifies_those_who_may_read_it_when_they_may(people):
    ada, bob, _ = people()
    text = f"Ask @{bob.username}."
    hidden = [ada.writes(text, visibility=each)["id"] for each in ("private", "friends", "followers")]
    public = ada.writes(text)["id"]

    eventually(lambda: notified(bob, "mention") == [(public, [ada.id])])
    bob.follows(ada)

    eventually(lambda: sorted(notified(bob, "mention")) == sorted((each, [ada.id]) for each in (hidden[2], public)))
    eventually(lambda: bob.delete(f"users/{ada.id}/follow/").status_code == 200)
    assert notified(bob, "mention") == [(public, [ada.id])]


def test_a_mention_in_a_group_notifies_its_members(people):
    ada, bob, cy = people()
    group = ada.post("groups/", {"name": "Readers", "visibility": "private"}).json()["id"]
    eventually(lambda: ada.put(f"groups/{group}/invitations/{bob.id}/").status_code == 200)
    eventually(lambda: bob.put(f"groups/{group}/membership/").status_code == 200)
    post = ada.writes(f"Ask @{bob.username} and @{cy.username}.", group=group)["id"]
    public = ada.writes(f"And @{cy.username}.")["id"]

    eventually(lambda: notified(bob, "mention") == [(post, [ada.id])])
    eventually(lambda: notified(cy, "mention") == [(public, [ada.id])])
    eventually(lambda: bob.delete(f"groups/{group}/membership/").status_code == 200)
    assert notified(bob, "mention") == []


def test_a_quote_for_others_does_not_notify_the_quoted_author(people):
    ada, bob, _ = people()
    quoted = ada.writes()["id"]

    for visibility in ("private", "friends", "followers"):
        bob.writes(quote_of=quoted, visibility=visibility)
    public = bob.writes(quote_of=quoted)["id"]

    eventually(lambda: notified(ada, "quote") == [(public, [bob.id])])


def test_what_one_does_to_ones_own_posts_notifies_nobody(people):
    ada, bob, _ = people()
    post = ada.writes(f"I, @{ada.username}.")["id"]
    comment = ada.comments(post, f"I, @{ada.username}.")["id"]

    assert ada.put(f"comments/{comment}/like/").status_code == 200
    assert ada.put(f"posts/{post}/share/").status_code == 200
    ada.writes(quote_of=post)
    assert bob.put(f"posts/{post}/share/").status_code == 200

    eventually(lambda: notified(ada, "share") == [(post, [bob.id])])
    assert [notified(ada, kind) for kind in ("mention", "quote", "like")] == [[], [], []]
