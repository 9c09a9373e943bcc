"""What services of the next version would tell, and what those of today must make of it."""

import re
from dataclasses import dataclass

import requests

from stack.handle import Handle
from stack.services import SERVICES
from tests.faults.letters import Letter, courier, followed, letter, liked, new_id, posted, registered, tell
from tests.faults.world import World

MORE = {"added": {"deep": [1, {"deeper": None}]}, "also_added": "😀"}
UNKNOWN = re.compile(r'^consumer_handled_total\{lane="events",outcome="parked".* ([\d.]+)$', re.MULTILINE)


class Future:
    """Events with fields, values and types that nobody knows, about people and posts who do not exist."""

    def __init__(self, stack: Handle) -> None:
        """Invent them."""
        self._stack = stack
        self._author, self._reader, self._newcomer, self._stranger = (new_id() for _ in range(4))
        self._plain, self._hidden, self._session = (new_id() for _ in range(3))
        self.letters = 0

    def tell(self) -> None:
        """Tell everything, and hand each service a type that it does not know."""
        known = self._known_types()
        tell(self._stack, known)
        unknown = self._unknown_types()
        for service in SERVICES:
            with courier(self._stack, service.package) as own:
                own.hand_in(*unknown)
        self.letters = len(known) + len(unknown) * len(SERVICES)

    def _known_types(self) -> list[Letter]:
        end = {"revoked_at": "2026-06-01T12:00:00Z", "denied_until": "2099-01-01T00:00:00Z", "reason": "telepathy"}
        return [
            registered(self._newcomer, f"f{self._newcomer.replace('-', '')[:24]}", **MORE),
            posted(self._plain, self._author, **MORE),
            posted(self._hidden, self._author, "friends"),
            followed(self._reader, self._author, "active", version=1, **MORE),
            followed(self._stranger, self._author, "requested", version=1),
            liked(self._plain, self._author, self._reader),
            liked(self._plain, self._author, self._stranger, "love"),
            letter(
                "accounts.session.revoked",
                f"session/{self._session}",
                1,
                session_id=self._session,
                account_id=self._author,
                **end,
                **MORE,
            ),
        ]

    def _unknown_types(self) -> list[Letter]:
        pinned = letter("posts.post.pinned", f"post/{self._plain}", 2, post_id=self._plain)
        return [pinned, Letter("posts.post.published.v2", "post/x", 1, b"\x00not even JSON")]

    def mismatches(self, world: World) -> list[str]:
        """Return what is not as it must be."""
        checks = [Check(*row) for row in self._expectations()]
        wrong = [f"{check.what} in {check.service}" for check in checks if not check.holds(world)]
        wrong += [f"no unknown types in {service.name}" for service in SERVICES if self._unknown(service.name) < 2]
        if not (world.stack.layout.volatile_dir / "deny" / self._session).exists():
            wrong.append("no denied session in the gateway")
        return wrong

    def _expectations(self) -> list[tuple[str, str, str, int]]:
        author = f"account_id = '{self._author}'"
        stranger = f"follower_id = '{self._stranger}' AND state = 'active'"
        about = f"recipient_id = '{self._author}'"
        newcomer = f"id = '{self._newcomer}'"
        return [
            ("profiles", "the newcomer", f"FROM profiles_profile WHERE {newcomer}", 1),
            ("notifications", "the newcomer", f"FROM person WHERE {newcomer}", 1),
            ("profiles", "one public post", f"FROM profiles_postcount WHERE posts_count = 1 AND {author}", 1),
            ("profiles", "the hidden post", f"FROM profiles_post WHERE NOT is_counted AND id = '{self._hidden}'", 1),
            ("profiles", "one follower", f"FROM profiles_followcount WHERE followers_count = 1 AND {author}", 1),
            ("posts", "no active follow of a stranger", f"FROM posts_follow WHERE {stranger}", 0),
            (
                "notifications",
                "one like",
                f"FROM notification WHERE type = 'like' AND senders_count = 1 AND {about}",
                1,
            ),
            (
                "notifications",
                "one follow",
                f"FROM notification WHERE type = 'follow' AND senders_count = 1 AND {about}",
                1,
            ),
        ]

    def _unknown(self, service: str) -> float:
        metrics = requests.get(f"{self._stack.internal_url(f'{service}-worker')}/metrics", timeout=5).text
        return sum(float(count) for count in UNKNOWN.findall(metrics))


@dataclass(frozen=True)
class Check:
    """So many rows there must be."""

    service: str
    what: str
    source: str
    count: int

    def holds(self, world: World) -> bool:
        """Return whether it is so."""
        return world.sql(self.service, f"SELECT count(*) {self.source}") == self.count
