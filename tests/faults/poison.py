"""Messages that no handler can take, or none until somebody mends what is wrong."""

from tests.faults.letters import Letter, new_id, registered
from tests.faults.world import World

POSTED = "posts.post.published.v1"
LISTENERS = ("profiles", "posts")
"""The services that hear of posts."""
REVOKED = "accounts.session.revoked.v1"


def malformed() -> list[Letter]:
    """Return what is no event to anybody: no JSON, no UTF-8, a wrong type, nothing, a megabyte, no id."""
    bodies = [b'{"post_id": ', b'\xff\xfe{"post_id"', b'{"post_id": 7, "version": "x"}', b"{}", b"x" * 1_000_000]
    letters = [Letter(POSTED, "post/none", 1, body) for body in bodies]
    return [*letters, Letter(POSTED, "post/none", 1, b"{}", headers={"ce-id": None})]


def unreadable_revocations() -> list[Letter]:
    """Return revocations that the gateway cannot read; it must ask for what they may have said."""
    return [Letter(REVOKED, "session/none", 1, body) for body in (b"{", b'{"session_id": 7}')]


class NameClaim:
    """Two accounts of one name, which cannot be: profiles fails at the second until the first is gone."""

    def __init__(self) -> None:
        """Invent the name and both."""
        self._squatter, self._owner = new_id(), new_id()
        self._name = f"n{self._owner.replace('-', '')[:24]}"

    def squatted(self) -> Letter:
        """Return the registration that takes the name."""
        return registered(self._squatter, self._name)

    def raises(self) -> Letter:
        """Return the registration at which the handler of the profiles always fails."""
        return registered(self._owner, self._name)

    def mend(self, world: World) -> None:
        """Free the name."""
        world.sql("profiles", f"DELETE FROM profiles_profile WHERE id = '{self._squatter}'")

    def is_taken(self, world: World) -> bool:
        """Return whether the first account has its profile."""
        return self._has_profile(world, self._squatter)

    def is_settled(self, world: World) -> bool:
        """Return whether the second account has its profile."""
        return self._has_profile(world, self._owner)

    def _has_profile(self, world: World, account: str) -> bool:
        return world.sql("profiles", f"SELECT count(*) FROM profiles_profile WHERE id = '{account}'") == 1
