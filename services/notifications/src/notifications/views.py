"""HTTP in, one call, HTTP out."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from chassis.http.operations import takes
from chassis.http.paging import PageQuery, page_response, paginate
from chassis.http.views import View
from notifications.selectors import notifications_of, senders_of, unread_count
from notifications.serializers import NotificationFilter, NotificationOut
from notifications.services.notifications import (
    notification_delete,
    notification_read,
    notifications_delete,
    notifications_read,
)


class Notifications(View):
    """The caller's notifications."""

    @takes(query=NotificationFilter, is_list=True)
    def get(self, request: Request) -> Response:
        """Return a page of them, newest first."""
        found = notifications_of(recipient_id=request.user.id, **NotificationFilter.read_query(request))
        page = paginate(found, PageQuery.of(request), key="position")
        people = senders_of(page.results)
        return page_response(page, lambda each: NotificationOut(each, context={"people": people}).data, request)

    @takes(query=NotificationFilter)
    def delete(self, request: Request) -> Response:
        """Delete all, or those that the same parameters choose."""
        notifications_delete(recipient_id=request.user.id, **NotificationFilter.read_query(request))
        return Response(status=204)


class NotificationDetail(View):
    """One of the caller's notifications."""

    def delete(self, request: Request, notification_id: UUID) -> Response:
        """Delete it."""
        notification_delete(notification_id=notification_id, recipient_id=request.user.id)
        return Response(status=204)


class Read(View):
    """That the caller has read one notification."""

    def put(self, request: Request, notification_id: UUID) -> Response:
        """Mark it as read and return it."""
        notification = notification_read(notification_id=notification_id, recipient_id=request.user.id)
        return Response(NotificationOut(notification, context={"people": senders_of([notification])}).data)

    patch = post = put


class ReadAll(View):
    """That the caller has read everything."""

    def put(self, request: Request) -> Response:
        """Mark all as read and return how many are unread now."""
        notifications_read(recipient_id=request.user.id)
        return Response({"unread": unread_count(recipient_id=request.user.id)})

    patch = post = put


class UnreadCount(View):
    """How many of the caller's notifications are unread."""

    def get(self, request: Request) -> Response:
        """Count them."""
        return Response({"unread": unread_count(recipient_id=request.user.id)})
