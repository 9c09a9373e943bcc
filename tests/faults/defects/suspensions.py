"""Defects of suspensions."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import moderated

SUSPENSIONS = "services/auth/src/accounts/services/suspensions.py"

DEFECTS = (
    Defect(
        "sessions-outlive",
        "Suspending an account does not end its sessions.",
        (
            Edit(
                SUSPENSIONS,
                '        sessions_end_others(account=subject, but=None, reason="suspended", now=now)\n',
                "        assert sessions_end_others\n",
            ),
        ),
        ("auth-web",),
        moderated,
        frozenset({"leaks"}),
    ),
    Defect(
        "suspended-in-feeds",
        "Posts of suspended accounts stay in the feeds of their followers.",
        (
            Edit(
                "services/posts/src/posts/models/post.py",
                "    return readable_by(account_id) & Q(belongs_in_feed(account_id))\n",
                "    return Q(belongs_in_feed(account_id), deleted_at=None)\n",
            ),
        ),
        ("posts-web",),
        moderated,
        frozenset({"leaks"}),
    ),
    Defect(
        "state-not-compared",
        "A service takes an offered state of an account without storing it.",
        (
            Edit(
                "libs/relations/src/relations/services.py",
                "    results = apply_all_if_newer(AccountState, ordered)\n",
                "    return\n    results = []\n",
            ),
        ),
        ("profiles-web", "profiles-worker"),
        moderated,
        frozenset({"leaks"}),
    ),
)
