"""Tests of every operation of a service: none takes what it does not know, so that a slip does not widen what it does.

A service runs them by importing all names into its ``tests/test_strictness.py``.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from chassis.testing.operations import Operation, faults_of, operations

__all__ = [
    "caller",
    "test_a_parameter_occurs_once",
    "test_an_unknown_field_is_refused",
    "test_an_unknown_parameter_is_refused",
]

OPERATIONS = pytest.mark.parametrize("operation", operations(), ids=str)


@pytest.fixture
def caller(api: Callable[..., APIClient], account_id: UUID) -> APIClient:
    """Return a client of somebody; a service that has to know the account defines its own."""
    return api(account_id)


@OPERATIONS
def test_an_unknown_parameter_is_refused(caller: APIClient, emitted: Callable[[], Any], operation: Operation) -> None:
    """A parameter that no operation knows."""
    response = operation.send(caller, "?types=follow")

    assert (response.status_code, response.json()["code"]) == (400, "unknown_parameter")
    assert faults_of(response) == [("types", "unknown")]
    assert emitted() == []


@OPERATIONS
def test_an_unknown_field_is_refused(caller: APIClient, emitted: Callable[[], Any], operation: Operation) -> None:
    """A field that no body has."""
    response = operation.send(caller, idz=[1])

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert ("idz", "unknown") in faults_of(response)
    assert emitted() == []


@pytest.mark.parametrize("operation", [each for each in operations() if each.takes.parameters], ids=str)
def test_a_parameter_occurs_once(caller: APIClient, operation: Operation) -> None:
    """A parameter that the operation knows, given twice."""
    name = min(operation.takes.parameters)

    response = operation.send(caller, f"?{name}=1&{name}=2")

    assert (response.status_code, response.json()["code"]) == (400, "repeated_parameter")
    assert faults_of(response) == [(name, "repeated")]
