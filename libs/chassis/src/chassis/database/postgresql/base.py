"""The backend, as Django looks for it."""

import select
from typing import Any

from django.db.backends.postgresql import base

from chassis.database.postgresql.schema import SchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the socket whether the server has hung up, where Django asks the server with a query.

    That query would double the cost of a request that makes one. What the socket does not know, a server that is frozen
    or unreachable, ends at the request's deadline either way.
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
