"""The sizes that a picture is kept in, by what it is for."""

from dataclasses import asdict, dataclass

SIZES = ("small", "medium", "large")


@dataclass(frozen=True)
class Shape:
    """Pixels of the longest side in each size; a square picture is cut at the longer side. Nothing is enlarged."""

    small: int
    medium: int
    large: int
    is_square: bool = False

    def sides(self) -> dict[str, int]:
        """Return the longest side by the name of the size."""
        return {name: asdict(self)[name] for name in SIZES}


AVATAR = Shape(96, 256, 640, is_square=True)
BANNER = Shape(480, 960, 1920)
ATTACHED = Shape(480, 1080, 2048)
"""Of a post."""
