"""No operation takes a parameter or a field that it does not know: a slip must not widen what it does."""

import pytest
from factories import AccountFactory

from chassis.testing.operations import faults_of, operations

OPERATIONS = pytest.mark.parametrize("operation", operations(), ids=str)


@OPERATIONS
def test_an_unknown_parameter_is_refused(logged_in, emitted, operation):
    response = operation.send(logged_in(AccountFactory()), "?types=follow")

    assert (response.status_code, response.json()["code"]) == (400, "unknown_parameter")
    assert faults_of(response) == [("types", "unknown")]
    assert emitted() == []


@OPERATIONS
def test_an_unknown_field_is_refused(logged_in, emitted, operation):
    response = operation.send(logged_in(AccountFactory()), idz=[1])

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert ("idz", "unknown") in faults_of(response)
    assert emitted() == []


@pytest.mark.parametrize("operation", [each for each in operations() if each.takes.parameters], ids=str)
def test_a_parameter_occurs_once(logged_in, operation):
    name = min(operation.takes.parameters)

    response = operation.send(logged_in(AccountFactory()), f"?{name}=1&{name}=2")

    assert (response.status_code, response.json()["code"]) == (400, "repeated_parameter")
    assert faults_of(response) == [(name, "repeated")]
