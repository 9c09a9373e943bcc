"""The addresses that are measured."""

from django.urls import path

from bench.textbook.views import Feed, Me, TunedFeed

urlpatterns = [
    path("textbook/me/", Me.as_view()),
    path("textbook/feed/", Feed.as_view()),
    path("textbook/feed-tuned/", TunedFeed.as_view()),
]
