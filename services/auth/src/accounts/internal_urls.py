"""The addresses of the service for other services of Kith."""

from django.urls import path

from accounts.views import internal

urlpatterns = [path("internal/erasures/<uuid:account_id>/", internal.erasure)]
