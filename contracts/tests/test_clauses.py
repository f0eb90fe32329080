"""The clause language means the same to the checker and to the place that decides."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clauses import (
    ClauseInvalid,
    ClauseUndecided,
    Ground,
    Reads,
    answers_used,
    compile_clause,
    evaluate,
    functions_used,
    names_used,
    read_by,
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


@pytest.mark.parametrize(
    "clause",
    [
        "a &&",
        "",
        "a == 'x" + "y" * 500 + "'",
        "(" * 9 + "a" + ")" * 9,
        "a in [" + ", ".join(["1"] * 51) + "]",
        "a == 1 // nothing",
        'a == """x"""',
        r"a == '\u0041'",
    ],
)
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


@pytest.mark.parametrize(
    "runaway",
    [
        "size([1, 2, 3].map(x, [1, 2, 3].map(y, [1, 2, 3]))) > 0",
        "[1, 2, 3].all(x, [1, 2, 3].exists(y, x == y))",
        "[1, 2, 3].filter(x, x > 1) == [2]",
        "school.matches('(a+)+$')",
        "has(form.degree)",
        "[1][5] == 1",
    ],
)
def test_a_runaway_clause_is_stopped_before_it_runs(runaway: str) -> None:
    with pytest.raises(ClauseInvalid):
        evaluate(runaway, {"school": "a" * 2_000}, {"degree": "bachelor"}, RECEIVED)


@pytest.mark.parametrize("clause", ["9223372036854775807 + points > 0", "{'a': 1}.b == 1"])
def test_a_clause_that_breaks_while_it_runs_is_undecided(clause: str) -> None:
    with pytest.raises(ClauseUndecided):
        evaluate(clause, {"points": 3, "school": "b"}, {}, RECEIVED)


def test_a_value_too_long_for_a_clause_is_none() -> None:
    with pytest.raises(ValueError, match="too long"):
        typed("text", "x" * 2_001)


TOKENS = st.sampled_from(
    ["degree", "points", "deceased", "form.degree", "received_on", "years_between(", "size(", "startsWith(", ".map(x,",
     ".all(y,", "(", ")", "[", "]", "{", "}", ",", ":", "?", "&&", "||", "!", "-", "+", "<", "==", " in ", "'a'", '"b"',
     "1", "2.5", "9223372036854775807", "true", "null", "'", "//", "\\", "x"]
)  # fmt: skip
FACTS = {"degree": "bachelor", "points": 3, "deceased": False}


@given(st.one_of(st.text(alphabet=string.printable, max_size=80), st.lists(TOKENS, max_size=40).map("".join)))
def test_whatever_a_file_has_for_a_clause_it_is_true_false_undecided_or_refused(clause: str) -> None:
    try:
        assert isinstance(evaluate(clause, FACTS, {"degree": "bachelor"}, RECEIVED), bool)
    except (ClauseInvalid, ClauseUndecided) as refusal:
        assert str(refusal)


def test_what_the_clauses_of_a_rule_read_is_known_together() -> None:
    texts = ("degree == form.degree", "years_between(graduated, received_on) < 2", "degree ==", "school == 'form.x'")
    assert read_by(texts) == Reads(
        frozenset({"degree", "form", "graduated", "received_on", "school"}), frozenset({"degree"})
    )
    whole = read_by(("form.degree == degree", "'bank' in form"))
    assert whole.answers is None, "which answers there are is a question about all of them"
    assert Ground({"degree": "b"}, {"degree": "b", "bank": "x"}, RECEIVED, whole).holds("'bank' in form")


@given(st.lists(st.lists(TOKENS, max_size=12).map("".join), min_size=1, max_size=4))
def test_handing_over_only_what_is_read_changes_no_outcome(texts: list[str]) -> None:
    facts, answers = {**FACTS, "x": "y", "unread": "z"}, {"degree": "bachelor", "bank": "x"}
    whole, narrow = Ground(facts, answers, RECEIVED), Ground(facts, answers, RECEIVED, read_by(tuple(texts)))
    for text in texts:
        assert _outcome(whole, text) == _outcome(narrow, text)


def _outcome(ground: Ground, text: str) -> bool | str:
    try:
        return ground.holds(text)
    except (ClauseInvalid, ClauseUndecided) as refusal:
        return type(refusal).__name__
