"""The address of the library of people for other services of Kith."""

from django.urls import path

from relations.people import views

urlpatterns = [path("internal/people/states/", views.states)]
