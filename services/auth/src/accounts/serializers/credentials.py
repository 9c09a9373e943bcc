"""The shapes of what proves who somebody is: addresses, passwords, second factors."""

from accounts.serializers.fields import Email, Password, Strict
from chassis.http.serializers import Input

MAX_TOKEN = 200


class EmailVerifyIn(Input):
    """The token of the link that was mailed."""

    token = Strict(max_length=MAX_TOKEN)


class EmailChangeIn(Input):
    """The new address, and the password of the account."""

    email = Email()
    password = Password()
