"""Defects of sessions, and of requests that are sent again."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import racing

ROTATIONS = "services/auth/src/accounts/services/rotations.py"
SESSIONS = "services/auth/src/accounts/services/sessions.py"

DEFECTS = (
    Defect(
        "two-refreshes",
        "Of two exchanges of one refresh token at the same time both win.",
        (
            Edit(
                ROTATIONS,
                "    is_first = mine.update(\n",
                "    is_first = mine.exists() and Session.objects.filter(id=claims.session_id).update(\n",
            ),
        ),
        ("auth-web",),
        racing,
        frozenset({"duplicated"}),
    ),
    Defect(
        "silent-logout",
        "The end of a session is not announced: other services go on to accept its token.",
        (Edit(SESSIONS, "    emit(session_revoked(session))\n", "    assert session_revoked(session)\n"),),
        ("auth-web",),
        racing,
        frozenset({"leaks"}),
    ),
    Defect(
        "key-ignored",
        "A POST that is sent again with its idempotency key has a second effect.",
        (
            Edit(
                "libs/chassis/src/chassis/http/idempotency/once.py",
                "    row = store.find(slot)\n",
                "    row = None\n",
            ),
        ),
        ("posts-web",),
        racing,
        frozenset({"duplicated"}),
    ),
)
