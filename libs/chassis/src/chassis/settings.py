"""The settings of every service; a service's settings module imports them and adds SERVICE and what differs.

Everything that differs between installations comes from the environment; secrets have no default.
"""

from datetime import timedelta

from runtime import collecting
from runtime.env import env
from runtime.naming import service_name

collecting.pause()  # until chassis.apps is ready

SERVICE: str
"""Package, database and key prefix of the service; set by its own settings module."""
SERVICE_NAME = service_name()
"""The name of the service in log lines: ``auth``, ``social-graph``."""

SECRET_KEY = env("SECRET_KEY")
INTERNAL_SECRET = env("INTERNAL_SECRET")
PUBLIC_URL = env("PUBLIC_URL").rstrip("/")
AMQP_URL = env("AMQP_URL")
AMQP_MANAGEMENT_URL = env("AMQP_MANAGEMENT_URL", default="")
REDIS_URL = env("REDIS_URL")

DEBUG = False
# The gateway checks host names. Nothing here is built from the Host header: links begin with X-Public-Url or
# PUBLIC_URL.
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "chassis.running.urls"
WSGI_APPLICATION = "chassis.running.wsgi.application"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# simplejwt imports Django's user models, hence the two contrib apps; the router keeps their tables out.
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "chassis"]
MIGRATION_MODULES: dict[str, str | None] = {"auth": None, "contenttypes": None}
DATABASE_ROUTERS = ["chassis.database.connection.Router"]
MIDDLEWARE = ["chassis.http.middleware.request_context"]
SILENCED_SYSTEM_CHECKS = [
    # The gateway sets the security headers, and there are no cookies to protect.
    *("security.W001", "security.W002", "security.W003", "security.W004", "security.W008"),
]

DATABASES = {
    "default": env.db_url("DATABASE_URL", engine="chassis.database.postgresql")
    | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            # A backend whose client has disconnected stops, also while it waits for a lock.
            "options": "-c client_connection_check_interval=2s -c timezone=UTC",
        },
    }
}
DB_TIMEOUT_SECONDS = env.float("DB_TIMEOUT_SECONDS", default=4)
"""How long all queries of one request may take together; the answer is 503 after that."""

KEYRING = "chassis.http.keyring.RemoteKeys"
JWKS_URL = env("JWKS_URL", default="")
JWT_ISSUER = env("JWT_ISSUER")
JWT_AUDIENCE = env("JWT_AUDIENCE", default="kith")
SIMPLE_JWT = {
    "ALGORITHM": "RS256",
    "SIGNING_KEY": "",
    "AUDIENCE": JWT_AUDIENCE,
    "ISSUER": JWT_ISSUER,
    "LEEWAY": 10,
    "TOKEN_TYPE_CLAIM": "typ",
    "USER_ID_CLAIM": "sub",
    "ACCESS_TOKEN_LIFETIME": timedelta(seconds=env.int("ACCESS_TOKEN_SECONDS", default=300)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "AUTH_TOKEN_CLASSES": ("chassis.http.tokens.AccessToken",),
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["chassis.http.authentication.Authentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["chassis.http.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["chassis.http.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "chassis.http.renderers.Negotiation",
    "EXCEPTION_HANDLER": "chassis.http.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_METADATA_CLASS": None,
}

WEB_THREADS = env.int("WEB_THREADS", default=4)
"""How many requests a process answers at a time; half of them may wait for the events of a write (ADR 56)."""

LIMIT_SCALE = env.float("LIMIT_SCALE", default=1)
MAX_BODY_BYTES = 256 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_UPLOAD_BYTES = 2 * MAX_FILE_BYTES + 1024 * 1024
"""Of a multipart body; the gateway has the same limit for the routes that take one (uploads.conf)."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 10
PUBLIC_MEDIA_URL = env("MEDIA_URL", default="").rstrip("/")
"""Where pictures are fetched, such as a content delivery network; empty: at /media/ of the URL that the client uses."""

LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "chassis.observability.logs.configure"
LOGGING = {"level": LOG_LEVEL}
