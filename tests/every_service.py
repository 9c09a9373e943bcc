"""Settings that hold the models of every service at once, for the type checker alone; nothing runs with them."""

from accounts.settings import *
from manifest import SERVICES
from media.settings import *
from posts.settings import *

INSTALLED_APPS += [service.package for service in SERVICES if service.package not in INSTALLED_APPS]
AUTH_USER_MODEL = "accounts.Account"
CONTENT_URLS = []
SOCIAL_GRAPH_URL = ""
