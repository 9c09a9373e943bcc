"""The audience in SQL and as a condition, compared with what it means in plain Python, over random graphs."""

import os
from itertools import product

import pytest
from content.models import Item, feed_of, met_by, notifiers_of, shown_in_groups_to, shown_to
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.ids import uuid7
from relations.audience import MAY_SEE_ITEM
from relations.models import AccountState, Membership, Tie

PEOPLE = [uuid7() for _ in range(4)]
GROUPS = [uuid7() for _ in range(2)]
VISIBILITIES = ["public", "followers", "friends", "group", "private", "of later"]
EXAMPLES = 300 if os.environ.get("THOROUGH") else 20
TIE_STATES = ["active", "none", "requested", "first_asked", "second_asked"]

pairs = st.sampled_from([(a, b) for a, b in product(PEOPLE, PEOPLE) if a != b])
graphs = st.fixed_dictionaries(
    {
        "ties": st.dictionaries(
            st.tuples(st.sampled_from(["follow", "friend", "block", "mute", "silence"]), pairs),
            st.sampled_from(TIE_STATES),
        ),
        "accounts": st.dictionaries(
            st.sampled_from(PEOPLE), st.sampled_from(["active", "suspended", "deleted"]), max_size=2
        ),
        "privacy": st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(["open", "private"])),
        "members": st.dictionaries(
            st.tuples(st.sampled_from(GROUPS), st.sampled_from(PEOPLE)),
            st.sampled_from(["active", "requested", "invited", "banned", "none"]),
        ),
    }
)


class Meaning:
    """The audience, said without a database."""

    def __init__(self, graph):
        self.graph = graph

    def tie(self, kind, source, target):
        return self.graph["ties"].get((kind, (source, target))) == "active"

    def may_see(self, viewer, item, *, in_groups=False):
        author, visibility = item.author_id, item.visibility
        if viewer == author:
            return True
        if self.graph["accounts"].get(author, "active") != "active":
            return False
        if self.tie("block", viewer, author) or self.tie("block", author, viewer):
            return False
        is_open = self.graph["privacy"].get(author, "open") == "open"
        follows = self.tie("follow", viewer, author)
        if visibility == "public":
            return is_open or follows
        if visibility == "followers":
            return follows
        if visibility == "friends":
            return self.tie("friend", viewer, author) or self.tie("friend", author, viewer)
        is_member = self.graph["members"].get((item.group_id, viewer)) == "active"
        return in_groups and visibility == "group" and is_member

    def meets(self, viewer, author):
        is_blocked = self.tie("block", viewer, author) or self.tie("block", author, viewer)
        return viewer == author or (self.graph["accounts"].get(author, "active") == "active" and not is_blocked)

    def notifies(self, viewer, author):
        return self.meets(viewer, author) and not self.tie("silence", viewer, author)

    def belongs_in_feed(self, viewer, item):
        author = item.author_id
        if viewer == author:
            return True
        is_near = self.tie("follow", viewer, author) or self.tie("friend", viewer, author)
        is_near = is_near or self.tie("friend", author, viewer) or item.visibility == "group"
        return is_near and not self.tie("mute", viewer, author)


def store(graph, authors=PEOPLE):
    """Write the graph into the tables."""
    Tie.objects.bulk_create(
        Tie(kind=kind, source_id=source, target_id=target, state=state, version=1)
        for (kind, (source, target)), state in graph["ties"].items()
    )
    for kind, states in (("account", graph["accounts"]), ("privacy", graph["privacy"])):
        AccountState.objects.bulk_create(
            AccountState(account_id=account_id, kind=kind, state=state, version=1)
            for account_id, state in states.items()
        )
    Membership.objects.bulk_create(
        Membership(group_id=group_id, account_id=account_id, role="member", state=state, version=1)
        for (group_id, account_id), state in graph["members"].items()
    )
    return Item.objects.bulk_create(
        Item(author_id=author_id, visibility=visibility, group_id=group_id)
        for author_id, visibility, group_id in product(authors, VISIBILITIES, GROUPS)
    )


def by_hand(viewer):
    """Return what a hand-written query shows."""
    condition = MAY_SEE_ITEM.format(viewer="%s", author="item.author_id", visibility="item.visibility")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM content_item AS item WHERE {condition}", [viewer] * condition.count("%s"))
        return {id_ for (id_,) in cursor.fetchall()}


@pytest.mark.django_db
@settings(
    max_examples=300 if os.environ.get("THOROUGH") else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(graph=graphs)
def test_the_condition_the_sql_and_plain_python_say_the_same(graph):
    meaning = Meaning(graph)
    with transaction.atomic():
        items = store(graph)
        for viewer in [*PEOPLE, None]:
            assert met_by(viewer) == {author for author in PEOPLE if meaning.meets(viewer, author)}
            seen = {item.id for item in items if meaning.may_see(viewer, item)}
            assert shown_to(viewer) == seen
            shown = {item for item in items if meaning.may_see(viewer, item, in_groups=True)}
            assert shown_in_groups_to(viewer) == {item.id for item in shown}
            if viewer:
                assert notifiers_of(viewer) == {author for author in PEOPLE if meaning.notifies(viewer, author)}
                assert by_hand(viewer) == seen
                assert feed_of(viewer) == {item.id for item in shown if meaning.belongs_in_feed(viewer, item)}
        transaction.set_rollback(True)


NAMES = ("follow", "follow back", "friend", "block", "blocked", "mute", "private", "suspended")


@pytest.mark.django_db
def test_every_combination_of_states_between_two_people():
    viewer, graph = uuid7(), {"ties": {}, "accounts": {}, "privacy": {}, "members": {}}
    held = {uuid7(): dict(zip(NAMES, each, strict=True)) for each in product([False, True], repeat=len(NAMES))}
    for author, states in held.items():
        there, back = (viewer, author), (author, viewer)
        ties = {("follow", there): "follow", ("follow", back): "follow back", ("friend", back): "friend"}
        ties |= {("block", there): "block", ("block", back): "blocked", ("mute", there): "mute"}
        graph["ties"] |= {tie: "active" if states[name] else "none" for tie, name in ties.items()}
        graph["accounts"][author] = "suspended" if states["suspended"] else "active"
        graph["privacy"][author] = "private" if states["private"] else "open"

    items = store(graph, authors=held)

    meaning = Meaning(graph)
    seen = {item.id for item in items if meaning.may_see(viewer, item)}
    assert (shown_to(viewer), by_hand(viewer)) == (seen, seen)
    assert feed_of(viewer) == {item.id for item in items if item.id in seen and meaning.belongs_in_feed(viewer, item)}
