"""How many cores a process may use."""

import os

import pytest

from runtime.cores import usable_cores

ALL = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000\n", ALL),
        ("10000 100000\n", 1),
        ("150000 100000\n", min(ALL, 2)),
        ("99900000 100000\n", ALL),
        ("", ALL),
    ],
)
def test_a_quota_of_a_container_counts_when_it_is_lower_than_the_cores_of_the_machine(tmp_path, quota, cores):
    file = tmp_path / "cpu.max"
    file.write_text(quota)

    assert usable_cores(file) == cores


def test_without_a_quota_all_cores_of_the_process_count(tmp_path):
    assert usable_cores(tmp_path / "none") == ALL
