"""Several sources of one fact: side by side, and nobody takes sides."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.verification.domain import FindingKind, Need, Outcome, assess
from services.verification.registers.comparing import Answer, Answered, aged, compare

RECEIVED = datetime(2026, 11, 27, tzinfo=UTC)
CITY = Need(
    "allowance", "city", "population", "city", "applicant", True, 365, "", also=(("insurance", "insured_city"),)
)
FRESH, STALE, NONE, SILENT, TORN, UNASKED = (
    Answered.FRESH,
    Answered.STALE,
    Answered.NO_RECORD,
    Answered.UNAVAILABLE,
    Answered.CONTRADICTORY,
    Answered.NOT_ASKED,
)


def said(register: str, answered: Answered, value: str = "") -> tuple[str, Answer]:
    held = answered not in (NONE, SILENT, UNASKED)
    return register, Answer(answered, value if held else "", register if held else "", RECEIVED)


def judged(first: tuple[str, Answer], second: tuple[str, Answer]) -> tuple[Outcome, set[tuple[FindingKind, str]]]:
    result = assess([CITY], [[first[1], second[1]]], (), frozenset(), {}, RECEIVED)
    return result.outcome, {(one.kind, one.source) for one in result.findings}


def test_two_that_agree_are_one_fact_however_they_write_it() -> None:
    together = compare([said("population", FRESH, "Fuzhou"), said("insurance", FRESH, " FUZHOU ")])
    assert (together.answer.answered, together.answer.source, together.others) == (FRESH, "population", ())


def test_two_fresh_ones_that_differ_are_both_doubted_and_kept_side_by_side() -> None:
    one, other = said("population", FRESH, "福州"), said("insurance", FRESH, "厦门")
    together = compare([one, other])
    assert (together.answer.answered, together.contradict) == (TORN, ("population", "insurance"))
    assert [(each.source, each.value) for each in together.others] == [("insurance", "厦门")]
    doubted = {(FindingKind.CONTRADICTED, "population"), (FindingKind.CONTRADICTED, "insurance")}
    assert judged(one, other) == (Outcome.NEEDS_PERSON, doubted)


def test_a_fresh_one_supplies_the_fact_though_another_is_old_and_the_old_one_is_told() -> None:
    for stale_first in (True, False):
        pair = [said("population", STALE, "福州"), said("insurance", FRESH, "厦门")]
        if not stale_first:
            pair = [said("population", FRESH, "厦门"), said("insurance", STALE, "福州")]
        result = assess([CITY], [[answer for _, answer in pair]], (), frozenset(), {}, RECEIVED)
        assert (result.outcome, result.findings) == (Outcome.COMPLETE, ())
        (known,) = result.known
        assert (known.answer.answered, known.answer.value) == (FRESH, "厦门")
        (outdated,) = result.outdated
        assert (outdated.kind, outdated.source) == (FindingKind.STALE, "population" if stale_first else "insurance")


def test_one_that_is_silent_leaves_the_fact_open_and_one_without_a_record_does_not() -> None:
    fresh = said("population", FRESH, "福州")
    assert judged(fresh, said("insurance", SILENT)) == (Outcome.UNAVAILABLE, {(FindingKind.UNAVAILABLE, "insurance")})
    assert judged(fresh, said("insurance", NONE)) == (Outcome.COMPLETE, set())
    assert judged(said("population", NONE), said("insurance", FRESH, "福州")) == (Outcome.COMPLETE, set())
    assert judged(said("population", NONE), said("insurance", NONE))[1] == {(FindingKind.NO_RECORD, "population")}


def test_age_is_judged_for_each_source() -> None:
    old = Answer(FRESH, "福州", "population", RECEIVED - timedelta(days=366))
    assert aged(old, 365, RECEIVED).answered is STALE
    assert aged(old, 0, RECEIVED).answered is FRESH
    assert judged(("population", old), said("insurance", STALE, "福州"))[1] == {
        (FindingKind.STALE, "population"),
        (FindingKind.STALE, "insurance"),
    }


ANSWERS = st.sampled_from([*Answered]).flatmap(
    lambda answered: st.sampled_from(["福州", "厦门"]).map(lambda value: said("x", answered, value)[1])
)


@given(ANSWERS, ANSWERS)
def test_no_fact_counts_as_fresh_unless_no_other_fresh_source_says_something_else(one: Answer, other: Answer) -> None:
    together = compare([("one", one), ("other", other)])
    fresh = {each.value for each in (one, other) if each.answered is FRESH}
    if together.answer.answered is FRESH:
        assert fresh == {together.answer.value}
        assert not {SILENT, TORN, UNASKED} & {one.answered, other.answered}
    outcome, findings = judged(("one", one), ("other", other))
    assert (outcome is Outcome.COMPLETE) == (together.answer.answered is FRESH) == (not findings)


@given(ANSWERS, ANSWERS)
def test_what_differs_is_never_dropped(one: Answer, other: Answer) -> None:
    together = compare([("one", one), ("other", other)])
    # While one has not answered, or could not be asked, nothing is compared: a person looks.
    if not {SILENT, UNASKED} & {one.answered, other.answered}:
        values = {each.value for each in (one, other) if each.held}
        assert {together.answer.value, *(each.value for each in together.others)} - {""} == values
