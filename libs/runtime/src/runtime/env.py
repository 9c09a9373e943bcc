"""Reads the environment: the variable ``NAME``, or the file that ``NAME_FILE`` names."""

from typing import Any

import environ


class Environment(environ.FileAwareEnv):  # type: ignore[misc]
    """The environment, with surrounding white space removed: files of secrets usually end in a line break.

    ``env("NAME")`` raises ImproperlyConfigured with the name when it is missing; ``env("NAME", default=…)`` does not.
    ``env.int`` and ``env.float`` read numbers.
    """

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """Return the value of one variable."""
        value = super().get_value(var, *args, **kwargs)
        return value.strip() if isinstance(value, str) else value


env = Environment()
