"""`make consumer` where no stack runs, and with names that are none."""

import pytest
from test_commands import layout, stack

__all__ = ["layout"]


def test_without_a_stack_it_prints_what_to_do_for_containers(layout):
    done = stack(layout, "consumer", "shop")

    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "make run" in said
    assert r"rabbitmqctl set_permissions -p kith consumer-shop '^$' '^$' '^social\.log$'" in said
    assert "rabbitmqctl set_topic_permissions -p kith consumer-shop social.private '^$' '^$'" in said


@pytest.mark.parametrize("name", ["", "Shop", "a b", "-x", "../x"])
def test_a_wrong_name_is_refused(layout, name):
    done = stack(layout, "consumer", "--", name)

    assert done.returncode == 1
    assert "make consumer NAME=shop" in done.stdout
