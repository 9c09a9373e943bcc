"""The backend, under the module name that Django expects."""

import select
from typing import Any

from django.db.backends.postgresql import base

from chassis.database.postgresql.schema import SchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """Checks the socket to see whether the server has closed the connection, where Django sends a query.

    That query would double the cost of a request that makes one. The socket does not show that a server is frozen or
    unreachable; in both cases the request's deadline ends the wait.
    """

    SchemaEditorClass = SchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepared: dict[str, bool] = {}
        """The statements that the server has prepared for this connection, and whether it still executes each."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; the new connection has nothing prepared."""
        self.prepared.clear()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Return whether the connection can be used; after an error ask the server itself."""
        if self.errors_occurred:
            return super().is_usable()
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)  # an idle connection has nothing to read, except that it is closed
