"""Every address of a process: its own probes, its exports, and those of the service that it runs."""

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
    path("", include(settings.SERVICE_URLCONF)),
]

handler400 = problems.bad_request
handler403 = problems.forbidden
handler404 = problems.not_found
handler500 = problems.server_error
