"""The addresses for other services of Kith; the gateway has no route to them."""

from django.urls import path

from personal_data import views

urlpatterns = [
    path("internal/personal-data/", views.catalogue),
    path("internal/personal-data/<uuid:account_id>/files/", views.next_file),
    path("internal/personal-data/<uuid:account_id>/<str:name>/", views.collection),
]
