"""Probes: is the process alive, and can it serve."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from chassis.errors import Unavailable


def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, 503 otherwise."""
    try:
        check_database()
    except Exception as error:
        raise Unavailable from error
    return JsonResponse({"status": "ok"})


def check_database() -> None:
    """Ask the database for nothing. Raises OperationalError or InterfaceError when it is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
