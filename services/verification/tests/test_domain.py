"""The once-only rule, case by case: what is supplied, what is asked, what a person has to look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.verification.domain import (
    Answer,
    Answered,
    Assessment,
    Document,
    Finding,
    FindingKind,
    Late,
    Need,
    Outcome,
    assess,
    representation,
)

RECEIVED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DEGREE = Need("residence", "degree", "education", "degree", "applicant", True, 365, "degree")
DIPLOMA = Document("residence", "diploma", True, False, ("fact:degree",))
PHOTO = Document("residence", "photo", True, False, ())
STATEMENT = Document("residence", "statement", True, True, ())


def fresh(value: str, days_old: int = 1) -> Answer:
    return Answer(Answered.FRESH, value, "education", RECEIVED - timedelta(days=days_old))


def judge(answer: Answer, *documents: Document, given: set[str] = frozenset(), form: dict | None = None) -> Assessment:
    return assess([DEGREE], [[answer]], documents, frozenset(given), form or {}, RECEIVED)


def kinds(assessment: Assessment) -> list[FindingKind]:
    return [finding.kind for finding in assessment.findings]


def test_a_fresh_undisputed_fact_supplies_its_document() -> None:
    result = judge(fresh("master"), DIPLOMA, form={"degree": "Master"})
    assert (result.outcome, result.missing, result.findings) == (Outcome.COMPLETE, (), ())
    assert result.proofs_spared == 1


@pytest.mark.parametrize(
    ("answer", "kind", "outcome"),
    [
        (fresh("bachelor"), FindingKind.CONTRADICTED, Outcome.NEEDS_PERSON),
        (
            Answer(Answered.CONTRADICTORY, "master", "education", RECEIVED),
            FindingKind.CONTRADICTED,
            Outcome.NEEDS_PERSON,
        ),
        (Answer(Answered.STALE, "master", "education", RECEIVED), FindingKind.STALE, Outcome.NEEDS_PERSON),
        (fresh("master", days_old=366), FindingKind.STALE, Outcome.NEEDS_PERSON),
        (Answer(Answered.UNAVAILABLE), FindingKind.UNAVAILABLE, Outcome.UNAVAILABLE),
    ],
)
def test_what_a_register_can_supply_is_never_asked_of_the_applicant(answer, kind, outcome) -> None:
    result = judge(answer, DIPLOMA, form={"degree": "master"})
    assert result.missing == ()
    assert kinds(result) == [kind]
    assert result.outcome is outcome


def test_no_record_means_the_register_cannot_supply_it() -> None:
    result = judge(Answer(Answered.NO_RECORD), DIPLOMA)
    assert result.missing == (DIPLOMA,)
    assert result.outcome is Outcome.INCOMPLETE
    given = judge(Answer(Answered.NO_RECORD), DIPLOMA, given={"diploma"})
    assert (given.missing, given.outcome) == ((), Outcome.NEEDS_PERSON)


def test_a_silent_register_that_would_supply_a_document_is_waited_for_though_the_fact_is_not_required() -> None:
    silent, optional = Answer(Answered.UNAVAILABLE), replace(DEGREE, required=False)

    def judged(*documents: Document, given: frozenset[str] = frozenset()) -> Assessment:
        return assess([optional], [[silent]], documents, given, {}, RECEIVED)

    result = judged(DIPLOMA)
    assert (result.outcome, kinds(result)) == (Outcome.UNAVAILABLE, [FindingKind.UNAVAILABLE])
    spared = (judged(replace(DIPLOMA, required=False)), judged(replace(DIPLOMA, held=True)))
    assert [one.outcome for one in (*spared, judged(DIPLOMA, given=frozenset({"diploma"})))] == [Outcome.COMPLETE] * 3


def test_while_a_register_is_silent_nothing_is_asked_so_that_one_notice_names_all() -> None:
    assert judge(Answer(Answered.UNAVAILABLE), DIPLOMA, PHOTO).outcome is Outcome.UNAVAILABLE


def late(*chosen: str, record: Answered | None = None, bad: str = "") -> Late:
    return Late(frozenset(chosen), Answer(record, bad) if record else None)


def judge_late(choice: Late, *documents: Document) -> Assessment:
    return assess([], [], documents, frozenset(), {}, RECEIVED, (), choice)


def test_only_a_material_promised_for_later_missing_does_not_stop_acceptance() -> None:
    result = judge_late(late("statement"), STATEMENT)
    assert ([one.promised for one in result.missing], result.outcome) == ([True], Outcome.COMPLETE)


def test_without_the_applicants_choice_a_secondary_material_is_asked_for_like_any_other() -> None:
    result = judge_late(late(), STATEMENT)
    assert ([one.promised for one in result.missing], result.outcome) == ([False], Outcome.INCOMPLETE)
    assert result.missing[0].secondary


def test_what_is_not_secondary_is_asked_for_though_it_was_chosen_to_come_late() -> None:
    assert judge_late(late("photo"), PHOTO).outcome is Outcome.INCOMPLETE


def test_a_bad_credit_record_bars_late_material() -> None:
    result = judge_late(late("statement", record=Answered.FRESH, bad="true"), STATEMENT)
    assert (result.outcome, result.late_barred) == (Outcome.INCOMPLETE, True)
    assert not result.missing[0].secondary and not result.missing[0].promised
    assert not judge_late(late("statement", record=Answered.FRESH, bad="false"), STATEMENT).late_barred
    assert not judge_late(late("statement", record=Answered.NO_RECORD), STATEMENT).late_barred
    assert not judge_late(late(record=Answered.FRESH, bad="true"), STATEMENT).late_barred


def test_a_silent_credit_register_is_waited_for_and_bars_nobody() -> None:
    result = judge_late(late("statement", record=Answered.UNAVAILABLE), STATEMENT)
    assert result.outcome is Outcome.UNAVAILABLE
    assert [one.promised for one in result.missing] == [True]
    assert [finding.source for finding in result.findings] == ["credit"]
    assert judge_late(late(record=Answered.UNAVAILABLE), STATEMENT).outcome is Outcome.INCOMPLETE


def test_what_one_item_of_a_bundle_needs_at_once_does_not_come_late() -> None:
    other = Document("licence", "statement", True, False, ())
    assert judge_late(late("statement"), STATEMENT, other).outcome is Outcome.INCOMPLETE


def test_one_paper_serves_every_item_of_a_bundle() -> None:
    other = Document("licence", "photo", True, False, ())
    result = assess([], [], [PHOTO, other], frozenset(), {}, RECEIVED)
    assert result.missing == (PHOTO,)
    assert assess([], [], [PHOTO, other], frozenset({"photo"}), {}, RECEIVED).missing == ()


def test_what_another_item_of_the_bundle_will_issue_is_awaited_not_asked() -> None:
    awaited = Document("insurance", "registration", True, False, ("certificate:registration",), awaited=True)
    assert assess([], [], [awaited], frozenset(), {}, RECEIVED).missing == ()


def test_an_organisation_is_represented_by_whom_its_register_names() -> None:
    assert representation(fresh("p1"), "p1", "restaurant") == []
    assert [f.kind for f in representation(fresh("p2"), "p1", "restaurant")] == [FindingKind.REPRESENTATION]
    down = representation(Answer(Answered.UNAVAILABLE), "p1", "restaurant")
    assert down == [Finding(FindingKind.UNAVAILABLE, "restaurant", "legal_representative", "company")]


answers = st.builds(
    Answer,
    st.sampled_from(Answered),
    st.sampled_from(["bachelor", "master"]),
    st.just("education"),
    st.integers(0, 800).map(lambda days: RECEIVED - timedelta(days=days)),
)


@given(answers, st.booleans(), st.sampled_from(["", "bachelor", "master"]))
def test_complete_only_on_fresh_undisputed_facts(answer: Answer, uploaded: bool, claimed: str) -> None:
    if answer.answered in {Answered.NO_RECORD, Answered.UNAVAILABLE}:
        answer = Answer(answer.answered)
    result = judge(answer, DIPLOMA, given={"diploma"} if uploaded else set(), form={"degree": claimed})
    asked = {document.code for document in result.missing}
    assert not asked or answer.answered is Answered.NO_RECORD
    if result.outcome is Outcome.COMPLETE:
        assert answer.answered is Answered.FRESH
        assert answer.as_of is not None
        assert RECEIVED - answer.as_of <= timedelta(days=365)
        assert claimed in {"", answer.value}


def judge_committed(committed: set[str], credit: Late, *documents: Document, given: set[str] = frozenset()):
    return assess([], [], documents, frozenset(given), {}, RECEIVED, (), credit, frozenset(committed))


def test_a_commitment_counts_instead_of_the_document_and_of_nothing_else() -> None:
    result = judge_committed({"photo"}, late(record=Answered.FRESH, bad="false"), PHOTO)
    assert (result.outcome, result.missing, result.committed) == (Outcome.COMPLETE, (), {"photo"})
    both = judge_committed({"photo"}, late(), PHOTO, STATEMENT)
    assert [document.code for document in both.missing] == ["statement"]
    assert judge_committed({"photo"}, late(), PHOTO, given={"photo"}).committed == frozenset()


def test_a_bad_credit_record_bars_a_commitment_and_a_silent_register_is_waited_for() -> None:
    barred = judge_committed({"photo"}, late(record=Answered.FRESH, bad="true"), PHOTO)
    assert (barred.outcome, barred.committed, barred.commitment_barred) == (Outcome.INCOMPLETE, frozenset(), True)
    silent = judge_committed({"photo"}, late(record=Answered.UNAVAILABLE), PHOTO)
    assert silent.outcome is Outcome.UNAVAILABLE
    assert not judge_committed(set(), late(record=Answered.FRESH, bad="true"), PHOTO).commitment_barred
