"""Every address of the social graph service."""

from django.urls import path

from chassis.http import account_paths  # noqa: F401 - registers the converter
from social_graph import views

app_name = "social_graph"
urlpatterns = [
    path("api/v1/users/<account:account>/follow/", views.UserFollow.as_view(), name="user-follow"),
    path("api/v1/users/<account:account>/followers/", views.Followers.as_view(), name="user-followers"),
    path("api/v1/users/<account:account>/following/", views.Following.as_view(), name="user-following"),
]
