"""Who may do what to a task."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.errors.applications import AlreadyWithdrawn, ApplicationEnded, EtagMismatch
from contracts.errors.decisions import AlreadyDecided, OutcomeNotPossible
from contracts.errors.tasks import OtherOfficersTask, OwnApplication, SecondOfficerRequired, TaskNotClaimed
from runtime.errors import AppError
from services.approval.domain.tasks import (
    TaskFacts,
    TaskKind,
    TaskOutcome,
    TaskState,
    check_claim,
    check_held,
    check_outcome,
    check_release,
)

TODAY = date(2026, 11, 25)
OPEN = TaskFacts(TaskKind.REVIEW, TaskState.OPEN, "", 1, frozenset({"papplicant"}), False, True, None)
HELD = replace(OPEN, state=TaskState.CLAIMED, claimed_by="po")
WINDOW = replace(HELD, kind=TaskKind.ACCEPTANCE, accepted=False, due_on=TODAY)


def test_an_open_task_can_be_claimed_and_by_its_holder_again() -> None:
    check_claim(OPEN, "po", "1", TODAY)
    check_claim(HELD, "po", "0", TODAY)


def test_a_task_is_given_back_by_its_holder_and_twice_means_the_same() -> None:
    check_release(HELD, "po", "1", TODAY)
    check_release(OPEN, "po", "1", TODAY)


@pytest.mark.parametrize(
    ("task", "officer", "etag", "error"),
    [
        (OPEN, "papplicant", "", OwnApplication),
        (HELD, "other", "", OtherOfficersTask),
        (HELD, "po", "0", EtagMismatch),
        (replace(HELD, state=TaskState.DONE), "po", "", AlreadyDecided),
        (replace(OPEN, state=TaskState.ENDED, withdrawn=True), "po", "", AlreadyWithdrawn),
    ],
)
def test_giving_back_is_refused(task: TaskFacts, officer: str, etag: str, error: type[AppError]) -> None:
    with pytest.raises(error):
        check_release(task, officer, etag, TODAY)


@pytest.mark.parametrize(
    ("task", "officer", "etag", "error"),
    [
        (OPEN, "papplicant", "", OwnApplication),
        (OPEN, "po", "2", EtagMismatch),
        (HELD, "other", "", OtherOfficersTask),
        (replace(OPEN, state=TaskState.DONE), "po", "", AlreadyDecided),
        (replace(OPEN, state=TaskState.ENDED), "po", "", ApplicationEnded),
        (replace(OPEN, state=TaskState.ENDED, withdrawn=True), "po", "", AlreadyWithdrawn),
    ],
)
def test_a_claim_is_refused(task: TaskFacts, officer: str, etag: str, error: type[AppError]) -> None:
    with pytest.raises(error):
        check_claim(task, officer, etag, TODAY)


@pytest.mark.parametrize(
    ("task", "officer", "error"),
    [
        (OPEN, "po", TaskNotClaimed),
        (HELD, "other", OtherOfficersTask),
        (replace(HELD, state=TaskState.DONE), "other", AlreadyDecided),
        (replace(HELD, claimed_by="papplicant"), "papplicant", OwnApplication),
        (replace(WINDOW, accepted=True), "po", AlreadyDecided),
        (replace(WINDOW, accepted=True, state=TaskState.ENDED), "po", AlreadyDecided),
        (replace(WINDOW, withdrawn=True, accepted=True, state=TaskState.ENDED), "po", AlreadyWithdrawn),
        (replace(WINDOW, due_on=date(2026, 11, 24)), "po", AlreadyDecided),
    ],
)
def test_a_decision_is_refused(task: TaskFacts, officer: str, error: type[AppError]) -> None:
    with pytest.raises(error):
        check_held(task, officer, "", TODAY)


def test_the_window_answers_until_the_end_of_the_last_day() -> None:
    check_held(WINDOW, "po", "1", TODAY)


@pytest.mark.parametrize("kind", TaskKind)
@pytest.mark.parametrize("outcome", TaskOutcome)
def test_each_kind_of_task_has_outcomes_of_its_own(kind: TaskKind, outcome: TaskOutcome) -> None:
    reviews = {TaskKind.REVIEW, TaskKind.INSPECTION, TaskKind.EXPERT_REVIEW}
    fits = {
        TaskOutcome.ACCEPT: {TaskKind.ACCEPTANCE},
        TaskOutcome.NOT_ACCEPT: {TaskKind.ACCEPTANCE},
        TaskOutcome.APPROVE: reviews,
        TaskOutcome.REFUSE: reviews,
        TaskOutcome.COMMITMENT_KEPT: {TaskKind.COMMITMENT_CHECK},
        TaskOutcome.COMMITMENT_FALSE: {TaskKind.COMMITMENT_CHECK},
    }
    if kind in fits[outcome]:
        check_outcome(kind, outcome, "po", "psecond")
    else:
        with pytest.raises(OutcomeNotPossible):
            check_outcome(kind, outcome, "po", "psecond")


@pytest.mark.parametrize("second", ["", "po"])
def test_a_check_on_site_needs_a_second_officer(second: str) -> None:
    with pytest.raises(SecondOfficerRequired):
        check_outcome(TaskKind.INSPECTION, TaskOutcome.APPROVE, "po", second)
