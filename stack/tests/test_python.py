"""The user that our Python programs run as, and what that user can reach."""

import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from stack.identity import is_root
from stack.python import mirror, prepare_python, python

USER = "kith-posts"
ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture(scope="module", autouse=True)
def _prepared():
    prepare_python([USER])


def said(code: str, *arguments: str, **variables: str) -> str:
    command = python(USER, "-c", code, *arguments)
    return subprocess.run(
        command, env=os.environ | variables, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_a_program_runs_as_its_own_user_when_root_starts_it_and_else_as_ourselves():
    user = said("import os, pwd; print(pwd.getpwuid(os.getuid()).pw_name)")

    assert user == (USER if is_root() else ME)


def test_arguments_arrive_as_they_are():
    assert said("import sys; print(sys.argv[1:])", "a b", "$(id)", "'") == str(["a b", "$(id)", "'"])


def test_our_packages_and_those_of_others_are_found_wherever_they_lie():
    assert said("import chassis, django, gateway, posts, psycopg2; print(django.VERSION[0])") == "5"


def test_what_programs_import_is_compiled_already():
    code = (
        "import chassis.running, django.db.models, gateway, pika, redis, rest_framework, os, sys\n"
        "compiled = [getattr(each, '__cached__', None) for each in sys.modules.values()]\n"
        "print([file for file in filter(None, compiled) if sys.argv[1] in file and not os.path.exists(file)])"
    )

    assert said(code, "site-packages", PYTHONDONTWRITEBYTECODE="1") == "[]"


def test_variables_are_kept_and_another_path_comes_first():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "posts.py").write_text("planted = True\n")
        code = "import os, posts; print(os.environ['COLOUR'], posts.planted)"

        assert said(code, PYTHONPATH=folder, COLOUR="red") == "red True"


def test_programs_cannot_read_files_that_only_root_may_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")
    secret.chmod(0o600)
    code = "import sys\ntry: print(open(sys.argv[1]).read())\nexcept OSError as error: print(type(error).__name__)"

    assert said(code, str(secret)) == ("PermissionError" if is_root() else "canary")


def test_the_interpreters_open_folder_does_not_open_a_closed_one_above_it():
    parents = Path(sys.base_prefix).resolve().parents
    closed = [steps for steps, parent in enumerate(parents, start=1) if not parent.stat().st_mode & 0o001]
    above = ["/proc/self/fd/9" + "/.." * steps for steps in closed if is_root()]

    said_of = said("import os, sys; print([os.access(path, os.R_OK) for path in sys.argv[1:]])", *above)

    assert said_of == str([False] * len(above))


def test_a_copy_of_the_code_stays_while_the_code_does(tmp_path):
    code, copy = tmp_path / "code", tmp_path / "copy"
    code.mkdir(mode=0o700)
    (code / "posts.py").write_text("one = 1\n")
    mirror(code, copy)
    first = (copy / "posts.py").stat()

    mirror(code, copy)
    again = (copy / "posts.py").stat()
    (code / "posts.py").write_text("three = 3\n")
    mirror(code, copy)

    assert (again.st_ino, again.st_ctime_ns) == (first.st_ino, first.st_ctime_ns)
    assert (copy / "posts.py").read_text() == "three = 3\n"
    assert copy.stat().st_mode & 0o777 == 0o755
