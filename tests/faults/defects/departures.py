"""Defects of the deletion of accounts."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import leaving, leaving_letters

AUDIENCE = "libs/relations/src/relations/audience.py"
DELETIONS = "services/auth/src/accounts/services/deletions.py"
ERASURE = "libs/personal_data/src/personal_data"
LEFT = frozenset({"leaks", "drift"})

DEFECTS = (
    Defect(
        "share-kept",
        "A service reports that it has erased an account, and keeps its comments.",
        (
            Edit(
                "services/posts/src/posts/personal_data.py",
                "    media_erase,\n    comments_erase,\n",
                "    media_erase,\n",
            ),
        ),
        ("posts-worker",),
        leaving_letters,
        LEFT,
    ),
    Defect(
        "deleted-counted",
        "Deleted accounts stay among the followers of those whom they followed.",
        (
            Edit(
                "services/social-graph/src/social_graph/services/erasing.py",
                'for end in ("follower_id", "followee_id")',
                'for end in ("followee_id",)',
            ),
        ),
        ("social-graph-worker",),
        leaving,
        LEFT,
    ),
    Defect(
        "deleted-in-feeds",
        "Posts of deleted accounts stay in the feeds of their followers until they are erased.",
        (
            Edit(AUDIENCE, "CLOSED = _account_state(*kinds.CLOSED)", 'CLOSED = _account_state("none")'),
            Edit(AUDIENCE, '_account_state(*kinds.CLOSED, "private")', '_account_state("private")'),
        ),
        ("posts-web",),
        leaving,
        frozenset({"leaks"}),
    ),
    Defect(
        "deletion-not-confirmed",
        "A deletion is answered before the other services hide the account.",
        (Edit(DELETIONS, "    confirm([account_state_changed(account)])\n", "    assert confirm\n"),),
        ("auth-web",),
        leaving,
        frozenset({"leaks"}),
    ),
    Defect(
        "deleted-signed-in",
        "Deleting an account does not end its sessions.",
        (
            Edit(
                DELETIONS,
                '    sessions_end_others(account=account, but=None, reason="deleted", now=now)\n',
                "    assert sessions_end_others\n",
            ),
        ),
        ("auth-web",),
        leaving,
        frozenset({"leaks"}),
    ),
    Defect(
        "dead-letters-kept",
        "An erasure leaves out dead letters.",
        (
            Edit(
                f"{ERASURE}/events.py",
                "is_more = dead_letters_delete(_with_words_of_erased, since=since)",
                "is_more = not (dead_letters_delete and _with_words_of_erased and since)",
            ),
        ),
        ("posts-worker",),
        leaving_letters,
        frozenset({"leaks"}),
    ),
    Defect(
        "late-words",
        "An event that comes after the erasure creates the name again.",
        (
            Edit(
                f"{ERASURE}/consumers.py",
                "    return [event for event in events if event.person_id not in erased]\n",
                "    return events if erased is not None else []\n",
            ),
        ),
        ("profiles-worker", "posts-worker"),
        leaving_letters,
        frozenset({"leaks"}),
    ),
)
