"""What the document says of the limits of an operation."""

from typing import Any

from chassis.http.limits.policy import ANONYMOUS, GENERAL
from chassis.http.views import View


def limits_of(view: Any, handler: Any, method: str) -> list[dict[str, Any]]:
    """Return every limit that can refuse a request to a method of a view: name, what has it, and rate."""
    if type(view).check_throttles is not View.check_throttles:
        return []
    has_accounts = bool(view.authentication_classes)
    found = [
        {"name": each.name, "per": per, "rate": rate}
        for each in (*ANONYMOUS, *GENERAL, *view.limits)
        for per, rate in (("account", each.per_account if has_accounts else None), ("address", each.per_address))
        if rate and method in each.methods
    ]
    counted = (*view.policies, *getattr(handler, "policies", ()))
    return found + [each.published() for each in counted]
