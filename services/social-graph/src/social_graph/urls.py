"""Every address of the social graph service."""

from django.urls import path

from social_graph import views

app_name = "social_graph"
urlpatterns = [
    path("api/v1/users/<uuid:account_id>/follow/", views.UserFollow.as_view(), name="user-follow"),
    path("api/v1/users/<uuid:account_id>/followers/", views.Followers.as_view(), name="user-followers"),
    path("api/v1/users/<uuid:account_id>/following/", views.Following.as_view(), name="user-following"),
]
