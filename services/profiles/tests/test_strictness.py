"""No operation of this service takes a parameter or a field that it does not know."""

from chassis.testing.strictness import *  # noqa: F403 - pytest finds tests by their names in this module
