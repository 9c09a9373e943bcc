"""Who may call a view; by default everybody with a token."""

from rest_framework.permissions import AllowAny


class Public(AllowAny):
    """Anonymous callers too; a token that is sent must be valid nevertheless."""
