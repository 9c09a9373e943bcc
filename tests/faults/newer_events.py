"""What services of the next version would publish, and what today's services must do with it."""

import re
from dataclasses import dataclass

import requests

from manifest import SERVICES
from stack.handle import Handle
from tests.faults.raw_events import RawEvent, followed, liked, new_id, posted, publish, publisher, raw_event, registered
from tests.faults.world import World

MORE = {"added": {"deep": [1, {"deeper": None}]}, "also_added": "😀"}
UNKNOWN = re.compile(r'^consumer_handled_total\{lane="events",outcome="parked".* ([\d.]+)$', re.MULTILINE)


class NewerEvents:
    """Events with unknown fields, values and types, about people and posts who do not exist."""

    def __init__(self, stack: Handle) -> None:
        """Create the ids."""
        self._stack = stack
        self._author, self._reader, self._newcomer, self._stranger = (new_id() for _ in range(4))
        self._plain, self._hidden, self._session = (new_id() for _ in range(3))
        self.published = 0

    def publish(self) -> None:
        """Publish all events, and send each service a type that it does not know."""
        known = self._known_types()
        publish(self._stack, known)
        unknown = self._unknown_types()
        for service in SERVICES:
            with publisher(self._stack, service.package) as own:
                own.publish_to_own_queue(*unknown)
        self.published = len(known) + len(unknown) * len(SERVICES)

    def _known_types(self) -> list[RawEvent]:
        end = {"revoked_at": "2026-06-01T12:00:00Z", "denied_until": "2099-01-01T00:00:00Z", "reason": "telepathy"}
        return [
            registered(self._newcomer, f"f{self._newcomer.replace('-', '')[:24]}", **MORE),
            posted(self._plain, self._author, **MORE),
            posted(self._hidden, self._author, "friends"),
            followed(self._reader, self._author, "active", version=1, **MORE),
            followed(self._stranger, self._author, "requested", version=1),
            liked(self._plain, self._author, self._reader),
            liked(self._plain, self._author, self._stranger, "love"),
            raw_event(
                "accounts.session.revoked",
                f"session/{self._session}",
                1,
                session_id=self._session,
                account_id=self._author,
                **end,
                **MORE,
            ),
        ]

    def _unknown_types(self) -> list[RawEvent]:
        pinned = raw_event("posts.post.pinned", f"post/{self._plain}", 2, post_id=self._plain)
        return [pinned, RawEvent("posts.post.published.v2", "post/x", 1, b"\x00not even JSON")]

    def mismatches(self, world: World) -> list[str]:
        """Return what is wrong."""
        checks = [Check(*row) for row in self._expectations()]
        wrong = [f"{check.what} in {check.service}" for check in checks if not check.holds(world)]
        wrong += [f"no unknown types in {service.name}" for service in SERVICES if self._unknown(service.name) < 2]
        if not (world.stack.layout.volatile_dir / "deny" / self._session).exists():
            wrong.append("no denied session in the gateway")
        return wrong

    def _expectations(self) -> list[tuple[str, str, str, int]]:
        author = f"account_id = '{self._author}'"
        stranger = f"source_id = '{self._stranger}' AND state = 'active'"
        about = f"recipient_id = '{self._author}'"
        newcomer = f"id = '{self._newcomer}'"
        return [
            ("profiles", "the newcomer", f"FROM profiles_profile WHERE {newcomer}", 1),
            ("notifications", "the newcomer", f"FROM person WHERE {newcomer}", 1),
            ("profiles", "one public post", f"FROM profiles_postcount WHERE posts_count = 1 AND {author}", 1),
            ("profiles", "the hidden post", f"FROM profiles_post WHERE NOT is_counted AND id = '{self._hidden}'", 1),
            ("profiles", "one follower", f"FROM profiles_followcount WHERE followers_count = 1 AND {author}", 1),
            ("posts", "no active follow of a stranger", f"FROM tie WHERE {stranger}", 0),
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
    """The number of rows that there must be."""

    service: str
    what: str
    source: str
    count: int

    def holds(self, world: World) -> bool:
        """Return whether the number is right."""
        return world.sql(self.service, f"SELECT count(*) {self.source}") == self.count
