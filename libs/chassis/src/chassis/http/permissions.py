"""Who may call a view at all; the default is everybody with a token."""

from rest_framework.permissions import AllowAny


class Public(AllowAny):
    """Anonymous callers too; a token that is sent must be valid nevertheless."""
