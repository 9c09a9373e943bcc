"""Every service says what it holds of an account: one that does not take part would keep data of deleted accounts."""

import os
import subprocess
import sys

import pytest

from manifest import SERVICES, Service
from stack.checks.parts import settings_environment

SHOW = """
import django
django.setup()
from personal_data.interface import PersonalData, held_here
assert isinstance(held_here(), PersonalData)
assert all(each.about for each in held_here().collections().values())
"""


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_service_says_what_it_holds(service: Service) -> None:
    environment = {**os.environ, **settings_environment(service.package)}
    done = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True)

    assert done.returncode == 0, (
        f"{service.name} takes no part in erasures and exports (libs/personal_data):\n{done.stderr}"
    )
