"""Two services that hold something, and somebody who asks for an export of it."""

import pytest
from factories import AccountFactory
from holders import Holder, running


@pytest.fixture
def profiles():
    with running(Holder({"profile": [{"bio": "I count ∑."}]}, {"avatar.webp": b"RIFF-avatar"})) as holder:
        yield holder


@pytest.fixture
def posts():
    with running(Holder({"posts": [{"n": n} for n in range(5)], "likes": []})) as holder:
        yield holder


@pytest.fixture(autouse=True)
def _services(settings, tmp_path, profiles, posts):
    settings.SERVICE_URLS = {"profiles": profiles.url, "posts": posts.url}
    settings.EXPORT_DIR = str(tmp_path)


@pytest.fixture
def ada(logged_in):
    """Return the client of somebody who is logged in, and ``ada.account``."""
    client = logged_in(account := AccountFactory(username="ada", email="ada@kith.test", email_verified=True))
    client.account = account
    return client
