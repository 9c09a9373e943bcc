"""The scripts that become the programs."""

import stat
import subprocess

from stack.layout import Layout
from stack.program import Program, extra_environment_file, write_start_script

SHOW = ["sh", "-c", 'echo "$COLOUR $KITH_STACK"']


def said(layout: Layout, program: Program) -> str:
    script = write_start_script(layout, program)
    return subprocess.run(["sh", script], check=True, capture_output=True, text=True).stdout.strip()


def test_a_program_gets_its_environment_and_the_mark_of_its_stack(tmp_path):
    program = Program("probe", "services", SHOW, {"COLOUR": "it's red; $(true)"})

    assert said(Layout(tmp_path), program) == f"it's red; $(true) {tmp_path}"


def test_variables_beside_the_script_come_last(tmp_path):
    layout, program = Layout(tmp_path), Program("probe", "services", SHOW, {"COLOUR": "red"})
    write_start_script(layout, program)

    extra_environment_file(layout, "probe").write_text("export COLOUR=green\n")

    assert said(layout, program) == f"green {tmp_path}"


def test_only_the_owner_may_read_a_script(tmp_path):
    script = write_start_script(Layout(tmp_path), Program("probe", "services", SHOW))

    assert stat.S_IMODE(script.stat().st_mode) == 0o700
