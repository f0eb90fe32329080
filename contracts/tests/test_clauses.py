"""The clause language means the same to the checker and to the place that decides."""

from datetime import date

import pytest

from contracts.clauses import (
    ClauseInvalid,
    ClauseUndecided,
    answers_used,
    compile_clause,
    evaluate,
    functions_used,
    names_used,
    typed,
    years_between,
)

RECEIVED = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("1946-11-22", "2026-11-22", 80),
        ("1946-11-23", "2026-11-22", 79),
        ("2004-02-29", "2024-02-28", 19),
        ("2004-02-29", "2025-02-28", 20),
        ("2004-02-29", "2025-03-01", 21),
    ],
)
def test_years_are_full_years_by_the_calendar(start: str, end: str, years: int) -> None:
    assert years_between(start, end) == years


def test_a_clause_sees_facts_answers_and_the_day_of_receipt() -> None:
    clause = "degree == form.degree && years_between(graduation_date, received_on) < 2"
    facts = {"degree": "bachelor", "graduation_date": "2026-06-30"}
    assert evaluate(clause, facts, {"degree": "bachelor"}, RECEIVED) is True
    assert evaluate(clause, facts, {"degree": "master"}, RECEIVED) is False


@pytest.mark.parametrize(
    ("clause", "facts"),
    [
        ("degree == 'bachelor'", {}),
        ("form.degree == 'bachelor'", {}),
        ("points", {"points": 3}),
        ("points < 'three'", {"points": 3}),
        ("years_between(born, received_on) > 3", {"born": "not a date"}),
        ("years_between(born, received_on) > 3", {"born": 7}),
    ],
)
def test_what_cannot_be_evaluated_is_undecided_and_never_no(clause: str, facts: dict) -> None:
    with pytest.raises(ClauseUndecided):
        evaluate(clause, facts, {}, RECEIVED)


def test_an_undecided_clause_does_not_repeat_a_persons_data() -> None:
    with pytest.raises(ClauseUndecided) as caught:
        evaluate("years_between(born, received_on) > 3", {"born": "CANARY"}, {}, RECEIVED)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("clause", ["a &&", "", "a == 'x" + "y" * 500 + "'"])
def test_a_clause_that_is_not_cel_or_too_long_is_refused(clause: str) -> None:
    with pytest.raises(ClauseInvalid):
        compile_clause(clause)


def test_what_a_clause_uses_is_known_without_evaluating_it() -> None:
    clause = 'degree == form.degree && size(school) > 3 || school == "form.nothing"'
    assert names_used(clause) == {"degree", "form", "school"}
    assert answers_used(clause) == {"degree"}
    assert "size" in functions_used(clause)


@pytest.mark.parametrize(
    ("value_type", "text", "value"),
    [("number", "9", 9), ("number", "9.5", 9.5), ("boolean", "true", True), ("boolean", "false", False),
     ("date", "2026-11-22", "2026-11-22"), ("text", "9", "9")],
)  # fmt: skip
def test_values_are_typed_by_the_catalogue(value_type: str, text: str, value: object) -> None:
    assert typed(value_type, text) == value


@pytest.mark.parametrize(("value_type", "text"), [("number", "x"), ("boolean", "yes"), ("date", "2026-02-30")])
def test_a_text_of_another_type_is_refused(value_type: str, text: str) -> None:
    with pytest.raises(ValueError):
        typed(value_type, text)
