"""The limits in the OpenAPI document of a service: all that can refuse a request."""

import sys
from types import ModuleType

import pytest
from django.urls import path

from chassis.http.answers import answers
from chassis.http.limits import counts, policy
from chassis.http.views import View
from chassis.openapi import document, documents


class Letters(View):
    """Letters."""

    @answers()
    def get(self, request):
        """List letters."""

    @answers()
    def post(self, request):
        """Send a letter."""


def document_with(settings, view):
    module = ModuleType("sealed_urls")
    module.urlpatterns = [path("letters/<uuid:letter_id>/", view.as_view(), name="letter-list")]
    sys.modules["sealed_urls"] = module
    settings.SERVICE_URLCONF = "sealed_urls"
    return document()


@pytest.fixture
def seals(monkeypatch):
    """Return a policy of this service."""
    monkeypatch.setattr(policy, "REGISTERED", {})
    monkeypatch.setattr(documents, "REGISTERED", policy.REGISTERED)
    return policy.Policy("seals", "3/hour", per="letter")


def test_a_policy_that_no_view_declares_is_refused(settings, seals):
    with pytest.raises(TypeError, match="no view declares that it counts seals"):
        document_with(settings, Letters)


def test_a_policy_that_is_counted_is_published(settings, seals):
    view = counts(seals)(type("Sealed", (Letters,), {"__doc__": "Letters."}))

    operation = document_with(settings, view)["paths"]["/letters/{letter_id}/"]["post"]

    assert operation["x-limits"][-1] == {"name": "seals", "per": "letter", "rate": "3/hour"}


def test_a_policy_that_is_the_same_everywhere_says_so(settings, seals):
    fixed = policy.Policy("breaks", "5/hour", per="letter", is_fixed=True)
    view = counts(seals, fixed)(type("Sealed", (Letters,), {"__doc__": "Letters."}))

    operation = document_with(settings, view)["paths"]["/letters/{letter_id}/"]["post"]

    assert operation["x-limits"][-1] == {"name": "breaks", "per": "letter", "rate": "5/hour", "is_fixed": True}


def test_a_policy_may_be_that_of_one_method(settings, seals):
    class Sealed(Letters):
        """Letters."""

        @counts(seals)
        @answers()
        def post(self, request):
            """Send a letter."""

    operations = document_with(settings, Sealed)["paths"]["/letters/{letter_id}/"]

    named = {method: [each["name"] for each in operations[method]["x-limits"]] for method in ("get", "post")}
    assert ("seals" in named["post"], "seals" in named["get"]) == (True, False)


def test_two_policies_do_not_share_a_name(seals):
    with pytest.raises(ValueError, match="two policies have the name seals"):
        policy.Policy("seals", "9/hour", per="letter")


def test_who_has_no_account_has_no_limit_by_account(settings):
    view = type("Open", (Letters,), {"__doc__": "Letters.", "authentication_classes": []})

    read = document_with(settings, view)["paths"]["/letters/{letter_id}/"]["get"]

    assert [(each["name"], each["per"]) for each in read["x-limits"]] == [("anonymous", "address")]
