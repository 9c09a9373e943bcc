"""The web process: Django behind gunicorn, with a deadline on the database for each request."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from chassis.database import connection as db
from chassis.http.problems import unavailable
from chassis.running.readiness import Gate

django_application = get_wsgi_application()
_ = get_resolver().url_patterns  # imports every view now, and not while the first caller waits
db.limit_waits()
gate = Gate()


def application(variables: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request; its queries together get DB_TIMEOUT_SECONDS.

    The deadline starts here because Django checks an old connection before its first middleware runs.
    """
    db.set_deadline(settings.DB_TIMEOUT_SECONDS)
    if not gate.admits(variables["PATH_INFO"]):
        refused = unavailable()
        start_response("503 Service Unavailable", list(refused.items()))
        return [refused.content]
    return django_application(variables, start_response)
