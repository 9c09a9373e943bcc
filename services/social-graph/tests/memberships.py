"""Addresses, events and counts of the members of a group."""

from social_graph.models import Member


def at(group, rest) -> str:
    """Return an address below a group."""
    return f"/api/v1/groups/{group.id}/{rest}"


def states(emitted) -> list[tuple]:
    """Return who became what, with which role, by the events that were emitted."""
    return [(event.account_id, event.state, event.role) for event in emitted()]


def counted(group) -> int:
    """Return the number of members; check that it is that of the rows."""
    group.refresh_from_db()
    assert group.members_count == Member.objects.filter(group=group, state="active").count()
    return group.members_count
