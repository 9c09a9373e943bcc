"""HTTP in, one call, HTTP out."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.answers import answers
from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response
from chassis.http.views import View
from notifications.errors import NotificationNotFound
from notifications.selectors import notification_page, unread_count
from notifications.serializers import NotificationFilter, NotificationOut, UnreadOut
from notifications.services.notifications import (
    notification_delete,
    notification_read,
    notifications_delete,
    notifications_read,
)


class Notifications(View):
    """The caller's notifications."""

    @takes(query=NotificationFilter, is_list=True)
    @answers(NotificationOut)
    def get(self, request: Request) -> Response:
        """List the caller's notifications, newest first."""
        chosen = NotificationFilter.read_query(request)
        page = notification_page(recipient_id=request.user.id, **chosen, query=PageQuery.of(request))
        return page_response(page, NotificationOut, request)

    @takes(query=NotificationFilter)
    @answers()
    def delete(self, request: Request) -> Response:
        """Delete the caller's notifications.

        Without parameters all of them are deleted, else those that the parameters select.
        """
        notifications_delete(recipient_id=request.user.id, **NotificationFilter.read_query(request))
        return Response(status=204)


class NotificationDetail(View):
    """One of the caller's notifications."""

    @answers(refusals=(NotificationNotFound,))
    def delete(self, request: Request, notification_id: UUID) -> Response:
        """Delete a notification."""
        notification_delete(notification_id=notification_id, recipient_id=request.user.id)
        return Response(status=204)


class Read(View):
    """Whether the caller has read one notification."""

    @answers(NotificationOut, refusals=(NotificationNotFound,))
    def put(self, request: Request, notification_id: UUID) -> Response:
        """Mark a notification as read."""
        read = notification_read(notification_id=notification_id, recipient_id=request.user.id)
        return Response(NotificationOut.shown(read))

    patch = post = put


class ReadAll(View):
    """Whether the caller has read all notifications."""

    @answers(UnreadOut)
    def put(self, request: Request) -> Response:
        """Mark all notifications as read.

        The answer is how many are unread now.
        """
        notifications_read(recipient_id=request.user.id)
        return Response({"unread": unread_count(recipient_id=request.user.id)})

    patch = post = put


class UnreadCount(View):
    """How many of the caller's notifications are unread."""

    @answers(UnreadOut)
    def get(self, request: Request) -> Response:
        """Count the caller's unread notifications."""
        return Response({"unread": unread_count(recipient_id=request.user.id)})
