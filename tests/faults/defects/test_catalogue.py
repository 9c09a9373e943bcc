"""The defects fit the code as it is today."""

import ast

import pytest

from manifest import PROGRAMS
from tests.faults.cases.versions import OLDER
from tests.faults.defects.catalogue import ALL, CATALOGUE
from tests.faults.defects.defect import Defect

KINDS = {"lost", "unexpected", "duplicated", "leaks", "drift"}


def test_every_defect_has_a_name_of_its_own():
    assert len(CATALOGUE) == len(ALL)


@pytest.mark.parametrize("defect", [*ALL, OLDER], ids=lambda defect: defect.name)
def test_the_text_that_a_defect_spoils_is_there_once_and_what_comes_of_it_is_python(defect: Defect):
    texts = {edit.file: edit.original.read_text() for edit in defect.edits}

    for edit in defect.edits:
        texts[edit.file] = edit.applied_to(texts[edit.file])

    for text in texts.values():
        ast.parse(text)


@pytest.mark.parametrize("defect", ALL, ids=lambda defect: defect.name)
def test_a_defect_is_planted_in_programs_that_exist_and_must_show_in_the_verdict(defect: Defect):
    assert defect.programs
    assert set(defect.programs) <= set(PROGRAMS)
    assert defect.kinds
    assert defect.kinds <= KINDS
