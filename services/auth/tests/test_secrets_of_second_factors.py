"""What is kept and shown of second factors, and the codes of the standard."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from authenticator import begin, log_in
from factories import AccountFactory

from accounts.models import Account, RecoveryCode, SecondFactor
from accounts.second_factors import step_of
from chassis.events.outbox.models import OutboxEntry
from chassis.jobs.models import Job
from personal_data.testing import exported_here


@pytest.fixture
def ada():
    return AccountFactory(username="ada", email="ada@kith.test", email_verified=True)


def test_secrets_are_in_no_row_job_event_log_or_mail(api, ada, app, logged_in, mail, caplog, capfd):
    log_in(api, app.recovery_codes[0])
    log_in(api, app.code())
    rows = [list(model.objects.values()) for model in (Account, SecondFactor, RecoveryCode, Job, OutboxEntry)]
    found = (
        str(rows)
        + "".join(each.text + each.subject for each in mail.sent())
        + caplog.text
        + "".join(capfd.readouterr())
    )

    secrets = [
        app.totp.secret,
        app.code(),
        *app.recovery_codes,
        *(each.replace("-", "") for each in app.recovery_codes),
    ]
    assert [each for each in secrets if each in found] == []


def test_an_export_says_that_there_is_a_second_factor_and_since_when(api, ada, app, clock):
    log_in(api, app.recovery_codes[0])

    exported = exported_here(ada.id)

    [shown] = exported["second_factor"]
    assert datetime.fromisoformat(shown.pop("enabled_at")) == clock.now() - timedelta(seconds=30)
    assert shown == {"kind": "totp", "recovery_codes_left": 7}
    assert [each for each in (app.totp.secret, *app.recovery_codes) if each in json.dumps(exported)] == []


def test_an_export_has_no_second_factor_that_is_not_in_force(ada, logged_in, clock):
    begin(logged_in(ada), clock)

    assert exported_here(ada.id)["second_factor"] == []


RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of these codes, "12345678901234567890" in base32."""

RFC_6238 = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
"""RFC 6238, appendix B: the last six of the eight digits of its SHA-1 codes."""


@pytest.mark.parametrize(("seconds", "code"), RFC_6238.items())
def test_codes_are_those_of_the_standard(seconds, code):
    assert step_of(code, secret=RFC_SECRET, now=datetime.fromtimestamp(seconds, UTC)) == seconds // 30
