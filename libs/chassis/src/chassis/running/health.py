"""The probes of liveness and readiness."""

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from chassis.http.problems import unavailable
from chassis.running.readiness import is_ready

log = structlog.get_logger(source="health")


def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and the conditions of libraries are met, 503 otherwise."""
    try:
        check_database()
        if not is_ready():
            return unavailable()
    except (DatabaseError, InterfaceError) as error:
        log.warning("not_ready", cause=type(error).__name__)
        return unavailable()
    return JsonResponse({"status": "ok"})


def check_database() -> None:
    """Run an empty query. Raises OperationalError or InterfaceError while the database is unavailable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
