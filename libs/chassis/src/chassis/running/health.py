"""Probes: is the process alive, and can it serve."""

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
    """Ask the database for nothing. Raises OperationalError or InterfaceError when it is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
