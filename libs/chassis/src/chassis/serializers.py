"""The base of the shapes that clients send."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request


class Input(serializers.Serializer):
    """Declared fields are read and checked, every fault is reported at once, and unknown fields are ignored."""

    @classmethod
    def read(cls, request: Request, *, partial: bool = False) -> dict[str, Any]:
        """Return the checked fields of the body. Raises ValidationError, which becomes a 400 with every fault."""
        return cls._checked(request.data, partial=partial)

    @classmethod
    def read_query(cls, request: Request) -> dict[str, Any]:
        """Return the checked parameters of the address. Raises ValidationError, which becomes a 400."""
        return cls._checked(request.query_params)

    @classmethod
    def _checked(cls, data: Any, *, partial: bool = False) -> dict[str, Any]:
        serializer = cls(data=data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
