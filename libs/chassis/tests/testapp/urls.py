"""Addresses of the test service."""

from django.urls import path

from testapp import views

app_name = "testapp"
urlpatterns = [
    path("trivial/", views.Trivial.as_view()),
    path("plain/", views.Plain.as_view()),
    path("echo/", views.Echo.as_view()),
    path("me/", views.Me.as_view()),
    path("notes/", views.Notes.as_view()),
    path("api/v1/notes/", views.Notes.as_view()),
    path("drafts/", views.Drafts.as_view()),
    path("entries/", views.Entries.as_view()),
    path("numbered/", views.Numbered.as_view()),
    path("candidates/", views.Candidates.as_view()),
    path("few/", views.Few.as_view()),
    path("broken/", views.Broken.as_view()),
    path("broken-plain/", views.broken_plain),
    path("file/", views.file),
    path("stream/", views.stream),
    path("nothing/", views.nothing),
    path("sleep/", views.Sleep.as_view()),
]
