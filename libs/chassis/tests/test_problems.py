"""Refusals: one shape, whoever refuses."""

import pytest
from django.test import Client

from chassis.errors import DomainError


def assert_is_problem(response, status, code):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"
    body = response.json()
    assert body.keys() - {"errors"} == {"type", "title", "status", "code", "detail", "request_id"}
    assert (body["status"], body["code"], body["type"]) == (status, code, f"https://kith.test/problems/{code}")
    assert body["title"] == code.replace("_", " ").capitalize()
    assert body["request_id"] == response["X-Request-ID"]


@pytest.mark.parametrize("path", ["/nowhere/", "/", "/trivial", "/%00", "/notes/../../etc/passwd"])
def test_an_address_that_does_not_exist_differs_from_a_hidden_object(api, path):
    assert_is_problem(api().get(path), 404, "unknown_address")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "FOO"])
def test_another_method_is_not_allowed(api, method):
    response = api().generic(method, "/trivial/")

    assert_is_problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_b19_options_answer_the_methods_and_nothing_else(api):
    response = api().options("/notes/")

    assert (response.status_code, response.content, response["Allow"]) == (204, b"", "GET, POST, HEAD, OPTIONS")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*"])
def test_f27_only_json_is_answered(api, accept):
    assert_is_problem(api().get("/trivial/", HTTP_ACCEPT=accept), 406, "not_acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, application/json;q=0.1", "*/*;q=0", ""])
def test_f27_a_client_that_accepts_json_gets_json(api, accept):
    response = api().get("/trivial/", HTTP_ACCEPT=accept)

    assert (response.status_code, response["Content-Type"]) == (200, "application/json; charset=utf-8")


def test_a_format_parameter_is_refused(api):
    assert_is_problem(api().get("/trivial/?format=html"), 400, "unknown_parameter")


@pytest.mark.parametrize("path", ["/broken/", "/broken-plain/"])
def test_a_fault_of_ours_is_a_500_without_its_cause(db, path):
    response = Client(raise_request_exception=False).get(path)

    assert_is_problem(response, 500, "internal")
    assert "fault" not in response.content.decode()


def test_a_wrong_body_is_answered_with_every_fault(api):
    response = api().post("/notes/", {"title": "a" * 21, "text": ""})

    assert_is_problem(response, 400, "invalid")
    assert [(each["field"], each["code"]) for each in response.json()["errors"]] == [
        ("title", "max_length"),
        ("text", "blank"),
    ]


def test_a_refusal_of_the_service_has_its_code(api):
    response = api().post("/notes/", {"text": "refuse"})

    assert_is_problem(response, 422, "unprocessable")
    assert response.json()["detail"] == "That is refused."


def test_a_request_id_is_echoed_when_it_is_one(api):
    assert api().get("/trivial/", HTTP_X_REQUEST_ID="abc-1.2_3")["X-Request-ID"] == "abc-1.2_3"


@pytest.mark.parametrize("bad", ["", "a b", "a\nb", "a" * 129, "é", "<script>"])
def test_b06_another_request_id_is_replaced(api, bad):
    made = api().get("/trivial/", HTTP_X_REQUEST_ID=bad)["X-Request-ID"]

    assert len(made) == 32


def test_b21_answers_are_not_for_caches(api):
    assert api().get("/trivial/")["Cache-Control"] == "private, no-store"


def test_an_answer_without_a_body_has_no_length(api):
    response = api().options("/notes/")

    assert "Content-Length" not in response
    assert api().get("/trivial/")["Content-Length"] == "11"


def test_codes_are_unique_words():
    codes = [each.code for each in DomainError.__subclasses__()]

    assert len(set(codes)) == len(codes)


def test_too_many_parameters_are_a_400_without_a_traceback_in_the_log(api, db, capfd):
    response = api().get("/notes/?" + "&".join(f"p{number}=" for number in range(1001)))

    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert "Traceback" not in capfd.readouterr().err
