"""The codes by which an application that waits is found."""

from __future__ import annotations

import re

from onetrip.process.v1 import state_pb2 as state
from workflows.operators import waits


def test_a_code_names_a_kind_and_which_and_never_a_person() -> None:
    said = [
        *waits.registers(["education", "criminal-record"]),
        *waits.window("human-resources"),
        *waits.procedures([state.SPECIAL_PROCEDURE_EXPERT_REVIEW]),
        *waits.APPLICANT_SUPPLEMENT,
        *waits.APPLICANT_LATE,
        *waits.DELIVERY,
    ]
    assert {"register", "register:criminal-record", "window", "procedure:expert-review"} <= set(said)
    assert all(re.fullmatch(r"[a-z]+(:[a-z0-9-]+)?", code) for code in said)


def test_who_waits_for_one_of_a_kind_is_found_by_the_kind_too() -> None:
    for codes in (waits.registers(["education"]), waits.window("x"), waits.APPLICANT_LATE, waits.departments(["x"])):
        assert {code.partition(":")[0] for code in codes} <= set(codes)


def test_a_department_that_holds_two_cases_is_named_once_and_no_procedure_is_no_code() -> None:
    assert waits.departments(["x", "y", "x"]) == ("department", "department:x", "department:y")
    assert waits.procedures([]) == waits.NOTHING
