"""The name of the service in logs and in the list of processes."""

from importlib import import_module

from runtime.env import env


def service_name() -> str:
    """Return the name of the service's folder, such as ``social-graph``.

    That is its package with hyphens, unless the package has a NAME: ``accounts`` is called ``auth``.
    """
    package = env("DJANGO_SETTINGS_MODULE", default="kith").split(".")[0]
    fallback: str = package.replace("_", "-")
    return getattr(import_module(package), "NAME", fallback) if package != "kith" else fallback
