"""An authenticator app, and what its owner does with it."""

import pyotp
from factories import PASSWORD

BEGIN, CONFIRM, DISABLE = (f"/api/v1/auth/totp/{name}" for name in ("", "confirm/", "disable/"))
LOGIN, ME = "/api/v1/auth/login/", "/api/v1/auth/me/"


class App:
    """An authenticator app and the recovery codes that were noted."""

    def __init__(self, secret, clock):
        self.totp, self.clock, self.recovery_codes = pyotp.TOTP(secret), clock, []

    def code(self, *, steps=0):
        """Return the code that is shown now, or some steps later."""
        return self.totp.at(self.clock.now(), counter_offset=steps)

    def wrong_code(self):
        """Return six digits that are not the code of any step nearby."""
        near = {self.code(steps=steps) for steps in range(-3, 4)}
        return next(code for code in ("000000", "111111", *map(str, range(100_000, 100_010))) if code not in near)


def begin(client, clock):
    response = client.post(BEGIN, {"password": PASSWORD})
    assert response.status_code == 201, response.content
    return App(response.json()["secret"], clock)


def enabled(client, clock):
    app = begin(client, clock)
    response = client.post(CONFIRM, {"code": app.code()})
    assert response.status_code == 200, response.content
    app.recovery_codes = response.json()["recovery_codes"]
    clock.forward(seconds=30)
    return app


def log_in(api, code=None, *, password=PASSWORD):
    return api().post(LOGIN, {"login": "ada", "password": password} | ({"code": code} if code is not None else {}))


def assert_refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code)
