"""Settings that hold the models of every service at once, for the type checker alone; nothing runs with them."""

from accounts.settings import *
from posts.settings import *

INSTALLED_APPS += ["accounts", "profiles", "social_graph", "notifications"]
AUTH_USER_MODEL = "accounts.Account"
