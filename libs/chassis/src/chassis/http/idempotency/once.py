"""Runs a POST once for each Idempotency-Key."""

import hmac
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chassis.events import causality
from chassis.http.authentication import viewer_id
from chassis.http.idempotency import store
from chassis.http.idempotency.errors import KeyInUse, KeyMalformed, KeyReused
from chassis.http.idempotency.store import Answer, Slot
from chassis.http.multipart import MULTIPART
from chassis.observability import context

KEY = re.compile(r"[\x21-\x7e]{1,255}")
RANDOM_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[47][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
"""The form of a key that nobody can guess (RFC 9562, versions 4 and 7); callers without an account share one scope."""
REPLAYED = {"Idempotency-Replayed": "true"}
"""The header of an answer that is replayed."""

Method = Callable[..., HttpResponse]


def idempotent(method: Method) -> Method:
    """Decorate a view's ``post``: with an Idempotency-Key it has its effect at most once in 24 hours.

    The key and the effect are one transaction, so after a failure of any kind, and any status of 400 or more, the key
    can be used again. Raises KeyMalformed (400), KeyInUse (409) while the first request runs, KeyReused (422) when the
    body differs.

    A view with ``prepare_form(form)`` does there what takes long, such as decoding a picture: it is called for a form
    before the transaction begins, unless the key has an answer.
    """

    @wraps(method)
    def post(view: APIView, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        key = key_of(request)
        if key is None:
            return method(view, request, *args, **kwargs)
        slot = _slot_of(request, key)
        if hasattr(view, "prepare_form") and _is_form(request) and store.find(slot) is None:
            view.prepare_form(request.data)
        with transaction.atomic():
            return _once(slot, view, request, lambda: method(view, request, *args, **kwargs))

    post.is_idempotent = True  # type: ignore[attr-defined]
    return post


def _slot_of(request: Request, key: str) -> Slot:
    """Return the place of the request. Raises KeyMalformed for a key of a stranger that another one may choose too."""
    viewer = viewer_id(request)
    if viewer is None and not re.fullmatch(RANDOM_UUID, key):
        raise KeyMalformed("Without an account, an Idempotency-Key is a random UUID (version 4 or 7).")
    return Slot(scope=str(viewer or "anonymous"), path=request.path, key=key)


def key_of(request: Request) -> str | None:
    """Return the Idempotency-Key of a request, or None when it has none. Raises KeyMalformed."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise KeyMalformed("An Idempotency-Key is 1 to 255 visible ASCII characters.")
    return key


def _once(slot: Slot, view: APIView, request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Replay the stored answer, or run the method and store its answer."""
    fingerprint = store.fingerprint_of_form(request.data) if _is_form(request) else store.fingerprint_of(request.body)
    if not store.try_lock(slot):
        raise KeyInUse
    row = store.find(slot)
    if row is None:
        return _act_and_keep(slot, fingerprint, view, request, act)
    if not hmac.compare_digest(bytes(row.fingerprint), fingerprint):
        raise KeyReused("This Idempotency-Key was used for another body; use a new key.")
    answer = store.answer_of(slot, row)
    return HttpResponse(
        answer.body,
        status=answer.status,
        content_type=answer.content_type or None,
        headers=REPLAYED | ({causality.HEADER: answer.after} if answer.after else {}),
    )


def _is_form(request: Request) -> bool:
    """Return whether the body is a form, which has files: it is never in memory as a whole."""
    return str(request.content_type).partition(";")[0].strip().lower() == MULTIPART


def _act_and_keep(
    slot: Slot, fingerprint: bytes, view: APIView, request: Request, act: Callable[[], HttpResponse]
) -> HttpResponse:
    response: HttpResponse = view.finalize_response(request, act())  # type: ignore[arg-type]
    if response.status_code >= 400:
        transaction.set_rollback(True)
        return response
    if isinstance(response, Response):
        response.render()
    emitted = context.emitted()
    answer = Answer(
        response.status_code,
        response.headers.get("Content-Type", ""),
        response.content,
        causality.token_of(emitted) if emitted else "",
    )
    store.keep(slot, fingerprint=fingerprint, answer=answer)
    return response
