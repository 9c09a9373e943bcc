"""Settings of the auth service: what differs from those of every service."""

from chassis.settings import *
from chassis.settings import INSTALLED_APPS, REST_FRAMEWORK
from runtime.env import env

SERVICE = "accounts"
SERVICE_URLCONF = "accounts.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "accounts"]
AUTH_USER_MODEL = "accounts.Account"
REST_FRAMEWORK = REST_FRAMEWORK | {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.LiveSessionAuthentication"],
}

KEYRING = "accounts.keys.PublicKeys"
SIGNING_KEYS_SECRET = env("SIGNING_KEYS_SECRET")
KEY_OVERLAP_SECONDS = env.int("KEY_OVERLAP_SECONDS", default=120)

PASSWORD_HASHERS = ["accounts.passwords.Argon2id"]
ARGON2_PASSES = 2
ARGON2_MEMORY_KIB = 19_456
