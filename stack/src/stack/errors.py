"""Errors that are shown to the person at the terminal."""


class StackError(Exception):
    """The stack cannot do what was requested; the message says what to do about it."""
