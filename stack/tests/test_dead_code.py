"""What counts as dead code."""

from stack.checks.dead_code import dead_code

CODE = '''
from django.apps import AppConfig
from chassis.events.inbox import handles

class LedgerConfig(AppConfig):
    """Django finds it."""

class Parser:
    """Settings name it."""

@handles(None)
def apply(event):
    """It is registered."""

def used(): ...

def forgotten():
    used()
'''


def names(folder, **files: str) -> list[str]:
    for name, text in files.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.with_suffix(".py").write_text(text)
    return sorted(item.name for item in dead_code(folder))


def test_what_nothing_uses_is_found_and_what_frameworks_find_is_not(tmp_path):
    settings = 'PARSER = "ledger.code.Parser"\n'

    found = names(tmp_path, libs__ledger__src__ledger__code=CODE, libs__ledger__src__ledger__settings=settings)

    assert found == ["forgotten"]


def test_a_use_by_unit_tests_alone_is_none(tmp_path):
    test = "from ledger.code import forgotten\n\ndef test_it():\n    forgotten()\n"
    code = {"libs__ledger__src__ledger__code": "def forgotten(): ...\n"}

    assert names(tmp_path, **code, libs__ledger__tests__test_code=test) == ["forgotten"]
    assert names(tmp_path, **code, tests__e2e__test_code=test) == []
