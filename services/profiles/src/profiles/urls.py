"""Every address of the profiles service."""

from django.urls import path

from chassis.http import account_paths  # noqa: F401 - registers the converter
from profiles import views

app_name = "profiles"
urlpatterns = [
    path("api/v1/users/", views.Profiles.as_view(), name="profile-list"),
    path("api/v1/users/me/", views.OwnProfile.as_view(), name="profile-own"),
    path("api/v1/users/<account:account>/", views.ProfileDetail.as_view(), name="profile-detail"),
]
