"""Every address of the profiles service."""

from django.urls import path, re_path

from profiles import views

app_name = "profiles"
urlpatterns = [
    path("api/v1/users/", views.Profiles.as_view(), name="profile-list"),
    path("api/v1/users/me/", views.OwnProfile.as_view(), name="profile-own"),
    path("api/v1/users/<uuid:account_id>/", views.ProfileDetail.as_view(), name="profile-detail"),
    re_path(r"^api/v1/users/@(?P<username>[\w.]{1,30})/$", views.NamedProfile.as_view(), name="profile-named"),
]
