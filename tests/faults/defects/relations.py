"""Defects of blocks, private accounts, friends and groups."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import meeting, related

AUDIENCE = "libs/relations/src/relations/audience.py"
GRAPH = "services/social-graph/src/social_graph"
NOTIFICATIONS = "services/notifications/src/notifications"

DEFECTS = (
    Defect(
        "blocked-reads",
        "Who is blocked may read what the blocker writes; only the blocker sees nothing.",
        (
            Edit(
                AUDIENCE,
                "BLOCKED = f\"({_tie('block', '{viewer}', '{author}')} OR {_tie('block', '{author}', '{viewer}')})\"",
                "BLOCKED = f\"({_tie('block', '{viewer}', '{author}')})\"",
            ),
        ),
        ("posts-web",),
        related,
        frozenset({"leaks"}),
    ),
    Defect(
        "blocked-counted",
        "Likes and comments of blocked accounts are counted for those who do not see them.",
        (
            Edit(
                "libs/relations/src/relations/counting.py",
                "    if viewer_id is None:\n",
                "    if viewer_id or count:\n",
            ),
        ),
        ("posts-web",),
        related,
        frozenset({"drift"}),
    ),
    Defect(
        "follow-outlives-block",
        "A block ends one direction of the follows only.",
        (
            Edit(
                f"{GRAPH}/services/follows.py",
                "    for follower_id, followee_id in sorted([(one, other), (other, one)]):\n",
                "    for follower_id, followee_id in [(one, other)]:\n",
            ),
        ),
        ("social-graph-web",),
        meeting,
        frozenset({"unexpected", "drift"}),
    ),
    Defect(
        "friends-outlive-block",
        "A block leaves the friendship as it is.",
        (
            Edit(
                f"{GRAPH}/services/friends.py",
                "    if row is not None and row.state != Friend.NONE:\n",
                "    if row is not None and row.state not in (Friend.NONE, Friend.FRIENDS):\n",
            ),
        ),
        ("social-graph-web",),
        meeting,
        frozenset({"unexpected", "drift"}),
    ),
    Defect(
        "private-is-public",
        "The posts of a private account can be read by everybody.",
        (
            Edit(
                AUDIENCE,
                'RESTRICTED = _account_state(*kinds.CLOSED, "private")',
                "RESTRICTED = _account_state(*kinds.CLOSED)",
            ),
        ),
        ("posts-web",),
        related,
        frozenset({"leaks"}),
    ),
    Defect(
        "notified-by-blocked",
        "Notifications name accounts that their recipient has blocked.",
        (Edit(AUDIENCE, 'NOTIFIES = f"({MAY_SEE_ACCOUNT} AND', 'NOTIFIES = f"({OWN} OR NOT {CLOSED} AND'),),
        ("notifications-web",),
        related,
        frozenset({"drift"}),
    ),
    Defect(
        "answered-request-stays",
        "A request stays among the notifications after it was answered.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/ties.py",
                "    return [fact for fact in tie if fact.is_active or cause_key(fact) in versions] or tie[:1]\n",
                "    return [fact for fact in tie if fact.is_active] or tie[:1]\n",
            ),
        ),
        ("notifications-worker",),
        related,
        frozenset({"drift"}),
    ),
    Defect(
        "members-miscounted",
        "Members who leave a group stay counted.",
        (
            Edit(
                f"{GRAPH}/services/groups.py",
                "        group.members_count += step\n",
                "        group.members_count += max(step, 0)\n",
            ),
        ),
        ("social-graph-web",),
        meeting,
        frozenset({"drift"}),
    ),
    Defect(
        "answered-invitation-stays",
        "An invitation stays among the notifications after it was accepted or declined.",
        (
            Edit(
                f"{NOTIFICATIONS}/services/groups.py",
                '    senders = {*invited.values_list("sender_id", flat=True)} | ({inviter} if inviter else set())\n',
                "    senders = {inviter} if inviter else set()\n    assert invited is not None\n",
            ),
        ),
        ("notifications-worker",),
        meeting,
        frozenset({"drift"}),
    ),
    Defect(
        "friends-miscounted",
        "The end of a friendship is not counted.",
        (
            Edit(
                "services/profiles/src/profiles/projections/connections.py",
                "        friends[other] += step\n",
                "        friends[other] += max(step, 0)\n",
            ),
        ),
        ("profiles-worker",),
        meeting,
        frozenset({"drift"}),
    ),
)
