"""The document of the service whose settings are loaded."""

from importlib import import_module
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from chassis.http.limits.policy import REGISTERED
from chassis.http.views import View
from chassis.openapi import inputs  # noqa: F401 - registers the extensions
from chassis.openapi.operation import Operation
from chassis.openapi.responses import COMPONENTS

SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Kith",
    "VERSION": "1",
    "APPEND_COMPONENTS": COMPONENTS,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,
    "SCHEMA_PATH_PREFIX": "/",
}


def document() -> dict[str, Any]:
    """Return the OpenAPI document of the service. Raises TypeError when a policy is declared by no view."""
    patterns = import_module(settings.SERVICE_URLCONF).urlpatterns
    View.schema = Operation({str(pattern.pattern): pattern.name for pattern in patterns})
    about = {"DESCRIPTION": (import_module(settings.SERVICE_URLCONF.split(".")[0]).__doc__ or "").strip()}
    with patched_settings(SETTINGS | about):
        made = SchemaGenerator(patterns=patterns).get_schema(public=True)
    if missing := REGISTERED.keys() - _limits_in(made):
        raise TypeError(f"no view declares that it counts {', '.join(sorted(missing))}")
    return made


def _limits_in(made: dict[str, Any]) -> set[str]:
    operations = (operation for path in made["paths"].values() for operation in path.values())
    return {each["name"] for operation in operations for each in operation["x-limits"]}
