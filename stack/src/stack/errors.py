"""What the stack tells a person who cannot go on."""


class StackError(Exception):
    """The stack cannot do what was asked; the message says what to do about it."""
