"""Every address of a process: its probes, the internal endpoints of its libraries, and the addresses of its service."""

from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.urls import include, path

from chassis.http import exports, problems
from chassis.observability import metrics
from chassis.running import health

urlpatterns = [
    path("livez", health.live),
    path("readyz", health.ready),
    path("metrics", metrics.scrape),
    *exports.urlpatterns,
    *(path("", include(urls)) for each in apps.get_app_configs() if find_spec(urls := f"{each.name}.internal_urls")),
    path("", include(settings.SERVICE_URLCONF)),
]

handler400 = problems.bad_request
handler403 = problems.forbidden
handler404 = problems.not_found
handler500 = problems.server_error
