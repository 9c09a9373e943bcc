"""Reads the environment: the variable ``NAME``, or the file that ``NAME_FILE`` names."""

import os
from collections.abc import MutableMapping
from typing import Any

import environ
from environ.fileaware_mapping import FileAwareMapping


class Environment(environ.FileAwareEnv):  # type: ignore[misc]
    """The environment, with surrounding white space removed: files of secrets usually end in a line break.

    ``env("NAME")`` raises ImproperlyConfigured with the name when it is missing; ``env("NAME", default=…)`` does not.
    ``env.int`` and ``env.float`` read numbers.
    """

    def __init__(self, variables: MutableMapping[str, str] = os.environ) -> None:
        """Read from these variables."""
        super().__init__()
        self.ENVIRON = FileAwareMapping(env=variables)

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """Return the value of one variable."""
        value = super().get_value(var, *args, **kwargs)
        return value.strip() if isinstance(value, str) else value


env = Environment()
