"""Settings of the auth service: what differs from those of every service."""

from urllib.parse import urlsplit

from accounts.mail_url import mail_server
from chassis.settings import *
from chassis.settings import INSTALLED_APPS, PUBLIC_URL, REST_FRAMEWORK
from manifest import SERVICES
from runtime.env import env

SERVICE = "accounts"
SERVICE_URLCONF = "accounts.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "personal_data", "accounts"]
AUTH_USER_MODEL = "accounts.Account"
REST_FRAMEWORK = REST_FRAMEWORK | {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.LiveSessionAuthentication"],
}

CONTENT_URLS = env.list("CONTENT_URLS")
"""Addresses of the services that show content: they confirm that an account is suspended."""

KEYRING = "accounts.keys.PublicKeys"
SIGNING_KEYS_SECRET = env("SIGNING_KEYS_SECRET")
PROFILES_URL = env("PROFILES_URL")
FILE_UPLOAD_TEMP_DIR = env("UPLOAD_DIR", default="") or None
KEY_OVERLAP_SECONDS = env.int("KEY_OVERLAP_SECONDS", default=120)

SERVICE_URLS = {each.name: env(f"{each.variable}_URL", default="") for each in SERVICES}
"""Where every service of the manifest is, also this one: an archive has a part of each."""
EXPORT_DIR = env("EXPORT_DIR")
EXPORT_SECRET = env("EXPORT_SECRET")

PASSWORD_HASHERS = ["accounts.passwords.Argon2id"]
ARGON2_PASSES = 2
ARGON2_MEMORY_KIB = 19_456

TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
mail = mail_server(env("MAIL_URL"))
EMAIL_BACKEND, EMAIL_FILE_PATH = mail.backend, mail.folder
EMAIL_HOST, EMAIL_PORT = mail.host, mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail.user, mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS = mail.is_tls, mail.is_starttls
EMAIL_TIMEOUT = 5  # seconds, for connecting and for each answer; well below the lease of a job
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="") or f"Kith <no-reply@{urlsplit(PUBLIC_URL).hostname}>"
APPEALS_EMAIL = env("APPEALS_EMAIL", default="") or f"moderators@{urlsplit(PUBLIC_URL).hostname}"
"""Where somebody whose account was suspended writes to."""
