"""Codes of a second factor: time-based one-time passwords, and recovery codes in their place (ADR 112)."""

import base64
import hmac
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.sealing import seal_for

ISSUER = "Kith"
STEP_SECONDS = 30
DRIFT_STEPS = 1
"""How far a clock may be off. Source: RFC 6238, 5.2 and 6."""

RECOVERY_CODES = 8
RECOVERY_BYTES = 10  # 80 bits, 16 characters of base32
GROUP = 4


def secret_make() -> str:
    """Return a new secret: 160 random bits in base32. Source: RFC 4226, 4, R6."""
    return pyotp.random_base32()


def secret_seal(secret: str) -> bytes:
    """Return the form of a secret that may be stored."""
    return seal_for("second factors").encrypt(secret.encode())


def secret_open(sealed: bytes | memoryview) -> str:
    """Return a stored secret."""
    return seal_for("second factors").decrypt(bytes(sealed)).decode()


def uri_of(secret: str, *, username: str) -> str:
    """Return what an authenticator app reads from a QR code.

    Source: "Key URI Format", google-authenticator wiki, 2018.
    """
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def step_of(code: str, *, secret: str, now: datetime) -> int | None:
    """Return the step that a code of six digits belongs to, or None; steps are 30 s, counted from 1970.

    The present step, the one before and the one after are accepted. The latest comes first: of two steps that have the
    same code by chance, that one leaves nothing to be used again.
    """
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present + DRIFT_STEPS, present - DRIFT_STEPS - 1, -1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), code.encode()):
            return step
    return None


def recovery_codes_make() -> list[str]:
    """Return new recovery codes, as they are shown: four groups of four."""
    return [_grouped(base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()) for _ in range(RECOVERY_CODES)]


def _grouped(code: str) -> str:
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP)).lower()


def code_fold(typed: str) -> str:
    """Return a code without the spaces and hyphens that people type between its groups, in lower case."""
    return "".join(typed.replace("-", " ").split()).lower()


def recovery_digest(code: str, *, account_id: UUID) -> bytes:
    """Return what is stored of a recovery code: a keyed hash.

    A slow hash would gain nothing: nobody can try 2^80 random codes, as they can passwords that people choose.
    """
    mac = salted_hmac(
        f"accounts.recovery_codes {account_id}",
        code_fold(code),
        secret=settings.SIGNING_KEYS_SECRET,
        algorithm="sha256",
    )
    return mac.digest()
