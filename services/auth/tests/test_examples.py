"""The examples of the API document: the operations of this service, as people use them one after the other."""

import pyotp
from factories import PASSWORD, AccountFactory

REGISTRATION = {
    "username": "ada",
    "email": "ada@example.org",
    "password": "analytical-engine-1843",
    "password_confirm": "analytical-engine-1843",
    "bio": "I count.",
}
NEW = {"password": "difference-engine-1822", "password_confirm": "difference-engine-1822"}
AUTH = "/api/v1/auth/"


def test_the_examples_are_what_is_answered(api, examples, mail, logged_in, settings):
    client = examples.watch(api())

    client.post(f"{AUTH}register/", REGISTRATION)
    pair = client.post(f"{AUTH}login/", {"login": "ada", "password": REGISTRATION["password"]}).json()
    pair = client.post(f"{AUTH}refresh/", {"refresh": pair["refresh"]}).json()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access']}")
    client.get(f"{AUTH}me/")
    client.post(f"{AUTH}email/resend/")
    client.post(f"{AUTH}email/verify/", {"token": mail.sent()[-1].token})
    client.post(f"{AUTH}email/change/", {"email": "ada@example.net", "password": REGISTRATION["password"]})
    client.post(f"{AUTH}password/change/", {"current_password": REGISTRATION["password"], **NEW})
    app = pyotp.TOTP(client.post(f"{AUTH}totp/", {"password": NEW["password"]}).json()["secret"])
    client.post(f"{AUTH}totp/confirm/", {"code": app.now()})
    client.post(f"{AUTH}totp/disable/", {"password": NEW["password"]})
    sessions = client.get(f"{AUTH}sessions/").json()["results"]
    client.delete(f"{AUTH}sessions/{sessions[-1]['id']}/")
    client.get("/.well-known/jwks.json")
    client.post(f"{AUTH}logout/", {"refresh": pair["refresh"]})
    client.credentials()
    again = client.post(f"{AUTH}login/", {"login": "ada", "password": NEW["password"]}).json()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {again['access']}")
    client.post(f"{AUTH}logout/all/")
    client.credentials()
    client.post(f"{AUTH}password/reset/", {"email": "ada@example.org"})
    reset = next(each for each in mail.sent() if each.subject == "Choose a new password")
    client.post(f"{AUTH}password/reset/confirm/", {"token": reset.token, **NEW})
    gone = examples.watch(logged_in(AccountFactory(username="charles")))
    deletion = gone.delete(f"{AUTH}account/", {"password": PASSWORD}, format="json").json()
    client.get(f"{AUTH}account/deletion/{deletion['id']}/")
    for name in ("me", "@edward"):
        leaving = examples.watch(logged_in(AccountFactory(username="edward" if name != "me" else "luigi")))
        leaving.delete(f"/api/v1/users/{name}/", {"password": PASSWORD}, format="json")
    admin = examples.watch(logged_in(AccountFactory(username="grace", roles=["user", "admin"])))
    account = f"{AUTH}admin/accounts/{again['user']['id']}/"
    admin.get(f"{AUTH}admin/accounts/?q=ada")
    spam, threats = {"reason": "Sends the same comment to everybody."}, {"reason": "Threatens others."}
    admin.put(f"{account}suspension/", spam)
    admin.get(account)
    admin.post(f"{account}suspension/", threats)
    admin.delete(f"{account}suspension/")
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]  # nobody listens there
    admin.put(f"{account}suspension/", spam)
    admin.post(f"{account}suspension/", threats)
    admin.delete(f"{account}suspension/")
    body = {"roles": ["user", "moderator"], "reason": "Knows the machine."}
    admin.put(f"{account}roles/", body, headers={"X-Request-ID": "5f0c2d7e"})
    admin.get(f"{AUTH}admin/audit-log/?act=set_roles")
    last = client.post(f"{AUTH}login/", {"login": "ada", "password": NEW["password"]}).json()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {last['access']}")
    export = client.post(f"{AUTH}export/", {"password": NEW["password"]}).json()
    client.get(f"{AUTH}export/")
    client.get(f"{AUTH}export/{export['id']}/")
