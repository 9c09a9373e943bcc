"""What no schema says of a valid request: free names, equal passwords, tokens that were mailed, no made-up cursor."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import schemathesis

from tests.e2e.client import PASSWORD, Person, name_like, person_of, register
from tests.e2e.mailbox import Mailbox

HTTP = httpx.Client(base_url=os.environ["KITH_URL"], timeout=15, trust_env=False)
MAILBOX = Mailbox(Path(os.environ["KITH_MAILS"]))
FRESH = "a lighthouse in the morning fog"
NEW = ("password", "password_confirm", "password2", "new_password")
"""Fields whose value is a new password."""
PASSWORD_FIELDS = {"post_password_change": "current_password", "post_email_change": "password", "post_totp": "password"}
"""Fields whose value is the present password, by operation."""


def _registration() -> dict[str, str]:
    name = name_like("dan")
    return {"username": name, "email": f"{name}@example.org"}


def _address() -> dict[str, str]:
    return {"email": f"{name_like('dan')}@example.org"}


def _confirming() -> dict[str, str]:
    """Return the token of a link that confirms an address; each can be used once, so it is of a new account."""
    return {"token": _mailed_to(_newcomer(), "Confirm your e-mail address")}


def _resetting() -> dict[str, str]:
    """Return the token of a link to a new password, which only a confirmed address gets."""
    person = _newcomer()
    _send("auth/email/verify/", {"token": _mailed_to(person, "Confirm your e-mail address")})
    _send("auth/password/reset/", {"email": person.email})
    return {"token": _mailed_to(person, "Choose a new password")}


def _newcomer() -> Person:
    answer = register(HTTP, "eve")
    assert answer.status_code == 201, answer.text
    return person_of(HTTP, answer.json())


def _mailed_to(person: Person, subject: str) -> str:
    return MAILBOX.token(person.email, subject)


def _send(path: str, body: dict[str, str], **options: Any) -> None:
    answer = HTTP.post(f"/api/v1/{path}", json=body, **options)
    assert answer.is_success, answer.text


def _profile() -> dict[str, str]:
    """Return what must be an address and a day in the past, and texts that are not blank."""
    texts = dict.fromkeys(("display_name", "location", "pronouns"), "Ada of the tower")
    return texts | {"website": "https://ada.example.org/", "birth_date": "1990-12-10"}


def _scheduled() -> dict[str, object]:
    """Return a time in the future, and no media, quote or group: random ids are not those of existing ones."""
    due = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    return {"publish_at": due, "media": [], "quote_of": None, "group": None}


VALUES: dict[str, Callable[[], dict[str, Any]]] = {
    "post_registration": _registration,
    "post_email_change": _address,
    "post_email_verification": _confirming,
    "post_password_change": dict,
    "put_profile_detail": _profile,
    "patch_profile_detail": _profile,
    "post_password_reset_confirm": _resetting,
    "put_scheduled_post_detail": _scheduled,
    "patch_scheduled_post_detail": _scheduled,
    "put_user_mute": lambda: {"until": None},
    "post_user_mute": lambda: {"until": None},
}
"""Fields of valid bodies by operation."""


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Leave files out of forms, and what is ignored: schemathesis 4.32 fails where a form has both.

    Files are sent by ``test_g_uploads.py``; a picture that random data happens to be costs a second of processor time.
    """
    bodies = (operation.get("requestBody", {}) for each in raw_schema["paths"].values() for operation in each.values())
    forms = (body.get("content", {}).get("multipart/form-data", {}) for body in bodies)
    for schema in (form["schema"] for form in forms if form):
        kept = {name: each for name, each in schema["properties"].items() if not _is_left_out(each)}
        schema["properties"] = kept


def _is_left_out(field):
    is_file = "binary" in (field.get("format"), field.get("items", {}).get("format"))
    return field.get("readOnly") or is_file or "contentMediaType" in field


@schemathesis.hook
def before_call(context, case, kwargs):
    """Make a request valid where the schema cannot; one that is wrong on purpose stays as it is.

    Lists are read from their beginning: that cursors which were made up are refused, test_f_lists.py shows.
    """
    if not case.meta.generation.mode.is_positive:
        return
    if case.query:
        case.query.pop("cursor", None)
    values = VALUES.get(_name_of(case))
    if values and isinstance(case.body, dict):
        case.body |= values() | {field: FRESH for field in NEW if field in case.body}
        # A changed body is compared with the schema, in which the bytes of a file are no text: none is sent.
        case.body |= {field: "" for field in ("profile_picture",) if field in case.body}
    if _name_of(case) in PASSWORD_FIELDS and isinstance(case.body, dict):
        case.body[PASSWORD_FIELDS[_name_of(case)]] = PASSWORD


@schemathesis.hook
def after_call(context, case, response):
    """Change a password back, which schemathesis logs in with; other methods of the address change nothing."""
    if (case.method, _name_of(case), response.status_code) == ("POST", "post_password_change", 204):
        back = {"current_password": FRESH, "password": PASSWORD, "password_confirm": PASSWORD}
        _send("auth/password/change/", back, headers={"Authorization": response.request.headers["Authorization"]})


def _name_of(case) -> str:
    return case.operation.definition.raw.get("operationId", "")
