"""Which fields an update may leave out: what its view declares, as the API document says."""

import pytest

from chassis.testing.operations import faults_of

pytestmark = pytest.mark.django_db
DRAFTS = "/drafts/"


@pytest.mark.parametrize("body", [{}, {"title": "one"}, {"title": "one", "text": "two"}])
def test_an_update_reads_what_is_sent(api, body):
    response = api().put(DRAFTS, body, format="json")

    assert (response.status_code, response.json()) == (200, body)


@pytest.mark.parametrize("body", [{}, {"title": "one"}])
def test_an_update_that_is_whole_needs_what_is_required(api, body):
    response = api().patch(DRAFTS, body, format="json")

    assert (response.status_code, faults_of(response)) == (400, [("text", "required")])
