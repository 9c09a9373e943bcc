"""The fault cases, grouped by what breaks."""

from importlib import import_module
from pkgutil import iter_modules


def load_cases() -> None:
    """Import every module of this package, so that their cases are registered."""
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        import_module(f"{__name__}.{module.name}")
