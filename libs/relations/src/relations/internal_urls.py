"""The addresses of the library for other services of Kith."""

from django.urls import path

from relations import views

urlpatterns = [path("internal/relations/states/", views.states)]
