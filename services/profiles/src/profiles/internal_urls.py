"""The addresses of this service for other services of Kith."""

from django.urls import path

from profiles import internal_views

urlpatterns = [path("internal/avatars/", internal_views.avatars)]
