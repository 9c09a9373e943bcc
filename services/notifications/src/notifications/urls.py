"""Every address of the notifications service."""

from django.urls import path

from notifications import views

app_name = "notifications"

ROOT = "api/v1/notifications"

urlpatterns = [
    path(f"{ROOT}/", views.Notifications.as_view(), name="notification-list"),
    path(f"{ROOT}/read/", views.ReadAll.as_view(), name="notification-read-all"),
    path(f"{ROOT}/unread-count/", views.UnreadCount.as_view(), name="notification-unread-count"),
    path(f"{ROOT}/<uuid:notification_id>/", views.NotificationDetail.as_view(), name="notification-detail"),
    path(f"{ROOT}/<uuid:notification_id>/read/", views.Read.as_view(), name="notification-read"),
]
