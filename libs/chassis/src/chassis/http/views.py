"""The base of all views."""

from typing import Any, ClassVar

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chassis.events import causality
from chassis.http import operations
from chassis.http.limits import Limit, Policy, enforce


class View(APIView):
    """A DRF view whose limits are counted in Redis, and whose OPTIONS answers the methods and nothing else."""

    noun: ClassVar[str] = ""
    """Replaces ``{noun}`` in the docstrings of inherited methods, in the API document."""

    limits: ClassVar[tuple[Limit, ...]] = ()
    """Limits besides the general ones; see ``chassis.http.limits.limit``."""

    policies: ClassVar[tuple[Policy, ...]] = ()
    """Limits that the service counts itself; see ``chassis.http.limits.counts``."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what the method does not take (``chassis.http.operations``); wait for the writes that a read names."""
        super().initial(request, *args, **kwargs)
        method = getattr(self, (request.method or "").lower(), None)
        if method is not None:
            operations.check(request, operations.taken_by(method))
        after = request.META.get("HTTP_KITH_AFTER")
        if after and request.method in SAFE_METHODS:
            causality.wait_for(after)

    def check_throttles(self, request: Request) -> None:
        """Count the request. Raises TooManyRequests when one of its limits is exceeded."""
        enforce(request, self.limits)

    def options(self, request: Any, *args: object, **kwargs: object) -> Response:
        """Answer with the methods that exist, in ``Allow``."""
        return Response(status=204)
