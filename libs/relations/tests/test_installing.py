"""The library in a service that was made from its README: naming it in INSTALLED_APPS installs it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

CHECKOUT = Path(__file__).parents[3]
README = CHECKOUT / "libs" / "relations" / "README.md"
PARTS = ("contracts", "manifest", "runtime", "bus", "chassis", "personal-data", "relations")
BLOCK = re.compile(r"```python\n# (shop/\w+\.py)\n(.*?)```", re.DOTALL)
APPS = """
from importlib import import_module

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("shop.consumers")
"""
PROGRAM = """
from datetime import UTC, datetime
import django
django.setup()
from django.core.management import call_command
call_command("makemigrations", "shop", verbosity=0)
call_command("migrate", verbosity=0)

from django.test import Client
from chassis.events.inbox.dispatch import dispatch, read_delivery
from chassis.events.inbox.registry import types_by_lane
from chassis.events.projections import all_projections
from chassis.ids import uuid7
from contracts.envelope import Envelope
from contracts.social_graph import FollowChanged
from shop.models import Offer
from shop.selectors import offers_count

reader, author = uuid7(), uuid7()
Offer.objects.create(author_id=author, visibility="followers")
now = datetime.now(UTC)

def shown():
    assert Offer.objects.visible_to(reader).count() == offers_count(viewer_id=reader)
    return offers_count(viewer_id=reader)

def event(state, version):
    return FollowChanged(follower_id=reader, followee_id=author, state=state, version=version, changed_at=now)

def deliver(one):
    named = {"type": one.type, "source": one.source, "subject": one.subject, "sequence": one.version}
    envelope = Envelope(id=uuid7(), time=now, **named)
    dispatch([read_delivery(envelope.headers(), one.model_dump_json().encode())])

def offer(one):
    body = '{"states": [{"type": "%s", "event": %s}]}' % (one.type, one.model_dump_json())
    secret = {"Authorization": "Bearer " + __import__("os").environ["INTERNAL_SECRET"]}
    return Client().post("/internal/relations/states/", body, "application/json", headers=secret).status_code

print("before", shown())
deliver(event("active", 1))
print("followed", shown())
print("offered", offer(event("none", 2)), shown())
deliver(event("active", 1))
print("late", shown())
print("handled", FollowChanged.type in {type_ for types in types_by_lane().values() for type_ in types})
print("rebuilt", sorted({each.name for each in all_projections()}))
"""
EXPECTED = """\
before 0
followed 1
offered 200 0
late 0
handled True
rebuilt ['account_states', 'memberships', 'people', 'ties']
"""


@pytest.fixture
def database():
    """The address of a new database on the server of the tests."""
    server = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(server._replace(path="/postgres")))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE shop")
        yield urlunsplit(server._replace(path="/shop"))
        cursor.execute("DROP DATABASE shop WITH (FORCE)")
    connection.close()


@pytest.fixture
def project(tmp_path):
    """A folder with the service of the README."""
    package = tmp_path / "shop"
    (package / "migrations").mkdir(parents=True)
    blocks = dict(BLOCK.findall(README.read_text()))
    assert set(blocks) == {f"shop/{name}.py" for name in ("settings", "models", "selectors", "consumers")}
    own = {"shop/apps.py": APPS, "shop/urls.py": "urlpatterns = []\n"}
    empty = dict.fromkeys(["shop/__init__.py", "shop/migrations/__init__.py"], "")
    for name, text in (blocks | own | empty).items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def wheels(tmp_path):
    """The library and what it needs of Kith, built."""
    own = CHECKOUT / ".tools" / "bin" / "uv"
    uv = str(own) if own.exists() else os.environ.get("UV") or shutil.which("uv")
    for part in PARTS:
        build = [uv, "build", "--quiet", "--wheel", "--package", f"kith-{part}", "--out-dir", tmp_path / "wheels"]
        subprocess.run(build, cwd=CHECKOUT, check=True)
    options = [argument for wheel in sorted((tmp_path / "wheels").glob("*.whl")) for argument in ("--with", wheel)]
    return [uv, "run", "--quiet", "--isolated", "--no-project", "--python", sys.executable, *options]


def test_a_service_installs_the_library_by_naming_it(project, wheels, database):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop.settings", "DATABASE_URL": database}

    done = subprocess.run(
        [*wheels, "python", "-c", PROGRAM], cwd=project, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == (EXPECTED, 0), done.stderr
    assert done.stderr.count('"event": "follow"') == 2, done.stderr
