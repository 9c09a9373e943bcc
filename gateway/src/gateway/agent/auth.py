"""What the agent reads from the auth service: its public keys, and every session that was revoked recently."""

from collections.abc import Iterator
from typing import Any

import requests

from contracts.accounts import SessionRevoked

TIMEOUT_SECONDS = (1.0, 3.0)
PAGE_SIZE = 1000


class AuthUnavailable(RuntimeError):
    """The auth service does not answer, or sends an invalid answer; the message has the reason, not the content."""


class AuthService:
    """The internal addresses of the auth service."""

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._session = requests.Session()
        # Otherwise requests may take credentials from ~/.netrc and go through a proxy of the environment.
        self._session.trust_env = False
        self._secret = secret

    def key_set(self) -> dict[str, Any]:
        """Return the public keys as a JWK set. Raises AuthUnavailable."""
        return self._get("/.well-known/jwks.json")

    def revoked_sessions(self) -> Iterator[SessionRevoked]:
        """Yield every revocation that still matters. Raises AuthUnavailable, possibly after some."""
        after: str | None = ""
        while after is not None:
            page = self._get(f"/internal/export/{SessionRevoked.type}/", after=after, limit=PAGE_SIZE)
            try:
                yield from (SessionRevoked.model_validate(item["event"]) for item in page["results"])
                after = page["next"]
            except (KeyError, TypeError, ValueError) as error:
                raise AuthUnavailable("the export has not the agreed form") from error

    def _get(self, path: str, **parameters: str | int) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._secret}"} if path.startswith("/internal/") else {}
        try:
            answer = self._session.get(
                self._url + path,
                params=parameters,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
            body = answer.json() if answer.status_code == 200 else None
        except requests.RequestException as error:
            raise AuthUnavailable(f"{path}: {type(error).__name__}") from error
        if not isinstance(body, dict):
            raise AuthUnavailable(f"{path}: status {answer.status_code}")
        return body
