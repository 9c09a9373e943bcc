"""Clients for tests, with real access tokens."""

from typing import Any
from uuid import UUID, uuid4

from rest_framework.test import APIClient

from chassis.http import keyring, tokens
from chassis.testing import documented
from chassis.testing.issuer import issuer


class Client(APIClient):
    """A client that compares each answer with the service's OpenAPI document; ``examples`` records its requests."""

    examples: Any = None

    def generic(self, method: Any, path: Any, data: Any = "", *args: Any, **kwargs: Any) -> Any:
        """Send a request and return the answer. Raises AssertionError for an answer that is not documented."""
        response = super().generic(method, path, data, *args, **kwargs)
        where = documented.operation_of(method, response)
        if where:
            documented.check(where, response)
            if self.examples:
                self.examples.record(where, data, response)
        return response


class Api:
    """Makes clients that send requests as an account, or anonymously."""

    def __call__(
        self,
        account_id: UUID | None = None,
        username: str | None = None,
        roles: tuple[str, ...] = (),
        session_id: UUID | None = None,
    ) -> APIClient:
        """Return a client that sends JSON, with a real access token unless there is no account."""
        client = Client()
        client.default_format = "json"
        if account_id is not None:
            raw = token(account_id, username=username, roles=roles, session_id=session_id)
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {raw}")
        return client

    def token(self, account_id: UUID, **claims: Any) -> str:
        """Return a signed access token; see ``token`` below."""
        return token(account_id, **claims)


def token(
    account_id: UUID,
    *,
    username: str | None = None,
    roles: tuple[str, ...] = (),
    session_id: UUID | None = None,
    **claims: Any,
) -> str:
    """Return a signed access token; ``claims`` replace its claims."""
    access = tokens.AccessToken()
    access.payload |= {
        "sub": str(account_id),
        "sid": str(session_id or uuid4()),
        "username": username or f"u{account_id.hex[-12:]}",
        "roles": list(roles or ("user",)),
    }
    access.payload |= claims
    kid, key = signing_key()
    return tokens.sign(access.payload, kid=kid, key=key)


def signing_key() -> tuple[str, Any]:
    """Return a key that this service trusts: its own if it issues tokens, else the test issuer's."""
    return getattr(keyring.ring(), "signing_key", issuer.signing_key)()
