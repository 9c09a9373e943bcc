"""The probes of liveness and readiness."""

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from chassis.http.problems import unavailable

log = structlog.get_logger(source="health")


def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, 503 otherwise."""
    try:
        check_database()
    except (DatabaseError, InterfaceError) as error:
        log.warning("not_ready", cause=type(error).__name__)
        return unavailable()
    return JsonResponse({"status": "ok"})


def check_database() -> None:
    """Run an empty query. Raises OperationalError or InterfaceError while the database is unavailable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
