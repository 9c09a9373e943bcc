"""The base of views that need no token."""

from chassis.http.permissions import Public
from chassis.http.views import View


class TokenlessView(View):
    """For callers who have no token yet. A token that is sent is ignored, since it has often expired."""

    authentication_classes = []
    permission_classes = [Public]
