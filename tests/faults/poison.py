"""Messages that no handler can handle, or none until the cause is fixed."""

from tests.faults.raw_events import RawEvent, new_id, registered
from tests.faults.world import World

POSTED = "posts.post.published.v1"
REVOKED = "accounts.session.revoked.v1"


def malformed() -> list[RawEvent]:
    """Return messages that are no valid events: no JSON, no UTF-8, a wrong type, empty, a megabyte, no id."""
    bodies = [b'{"post_id": ', b'\xff\xfe{"post_id"', b'{"post_id": 7, "version": "x"}', b"{}", b"x" * 1_000_000]
    events = [RawEvent(POSTED, "post/none", 1, body) for body in bodies]
    return [*events, RawEvent(POSTED, "post/none", 1, b"{}", headers={"ce-id": None})]


def unreadable_revocations() -> list[RawEvent]:
    """Return revocations that the gateway cannot read; it must then ask the auth service for the list."""
    return [RawEvent(REVOKED, "session/none", 1, body) for body in (b"{", b'{"session_id": 7}')]


class NameClaim:
    """Two accounts with one username, which is invalid: the handler in profiles fails for the second until the first
    is renamed.
    """

    def __init__(self) -> None:
        """Create the name and both ids."""
        self._squatter, self._owner = new_id(), new_id()
        self._name = f"n{self._owner.replace('-', '')[:24]}"

    def taken_name(self) -> RawEvent:
        """Return the registration that takes the name."""
        return registered(self._squatter, self._name)

    def raises(self) -> RawEvent:
        """Return the registration at which the handler of the profiles always fails."""
        return registered(self._owner, self._name)

    def fix(self, world: World) -> None:
        """Rename the first account, so that the name is free."""
        world.sql("profiles", f"DELETE FROM profiles_profile WHERE id = '{self._squatter}'")

    def is_taken(self, world: World) -> bool:
        """Return whether the first account has its profile."""
        return self._has_profile(world, self._squatter)

    def is_settled(self, world: World) -> bool:
        """Return whether the second account has its profile."""
        return self._has_profile(world, self._owner)

    def _has_profile(self, world: World, account: str) -> bool:
        return world.sql("profiles", f"SELECT count(*) FROM profiles_profile WHERE id = '{account}'") == 1
