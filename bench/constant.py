"""A DRF view that returns a constant page, the floor of what Django and DRF cost: served by gunicorn as it stands.

The page is the JSON file that PAGE_FILE names. Nothing is authenticated, queried or decided here.
"""

import json
from pathlib import Path

from django.conf import settings

from runtime.env import env

PAGE = json.loads(Path(env("PAGE_FILE")).read_text())

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.constant",
    INSTALLED_APPS=["rest_framework"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
)

from django.core.wsgi import get_wsgi_application  # noqa: E402 - needs the settings
from django.urls import path  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Page(APIView):
    """Always the same answer."""

    def get(self, request):
        """Return the page."""
        return Response(PAGE)


urlpatterns = [path("constant/", Page.as_view())]
application = get_wsgi_application()
