"""Who may do what to a task, and when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.errors.applications import AlreadyWithdrawn, ApplicationEnded, EtagMismatch
from contracts.errors.decisions import AlreadyDecided, OutcomeNotPossible
from contracts.errors.tasks import OtherOfficersTask, OwnApplication, SecondOfficerRequired, TaskNotClaimed
from runtime.errors import RuleViolation


class TaskKind(StrEnum):
    """What a task is about."""

    ACCEPTANCE = "acceptance"
    REVIEW = "review"
    INSPECTION = "inspection"
    EXPERT_REVIEW = "expert-review"
    # After a grant: whether what was committed to is true; and what follows from it if not.
    COMMITMENT_CHECK = "commitment-check"
    REVOCATION = "revocation"


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    ENDED = "ended"


class TaskOutcome(StrEnum):
    """What an officer can decide."""

    APPROVE = "approve"
    REFUSE = "refuse"
    ACCEPT = "accept"
    NOT_ACCEPT = "not-accept"
    COMMITMENT_KEPT = "commitment-kept"
    COMMITMENT_FALSE = "commitment-false"


# What each kind of task can be decided to be; a revocation is decided on elsewhere, by an approver.
_REVIEWED = frozenset({TaskOutcome.APPROVE, TaskOutcome.REFUSE})
POSSIBLE = {
    TaskKind.ACCEPTANCE: frozenset({TaskOutcome.ACCEPT, TaskOutcome.NOT_ACCEPT}),
    TaskKind.REVIEW: _REVIEWED,
    TaskKind.INSPECTION: _REVIEWED,
    TaskKind.EXPERT_REVIEW: _REVIEWED,
    TaskKind.COMMITMENT_CHECK: frozenset({TaskOutcome.COMMITMENT_KEPT, TaskOutcome.COMMITMENT_FALSE}),
    TaskKind.REVOCATION: frozenset(),
}
# Stands for a stage: what came late, after the review was passed, is looked at. No stage of the catalogue is called so.
SECOND_LOOK = "@late"
AFTER_GRANT = frozenset({TaskKind.COMMITMENT_CHECK, TaskKind.REVOCATION})


@dataclass(frozen=True)
class TaskFacts:
    """What the rules need to know of a task and its application.

    ``parties``: pseudonymous ids of the applicant and of whoever filed. ``due_on``: the day by which it is due,
    None when there is none or it may still move.
    """

    kind: TaskKind
    state: TaskState
    claimed_by: str
    version: int
    parties: frozenset[str]
    withdrawn: bool
    accepted: bool
    due_on: date | None


def counts_as_accepted(task: TaskFacts, today: date) -> bool:
    """Whether the application is accepted, by an answer or by silence: the acceptance's last day is past.

    Source: licensing law, art. 32; domain.md, "Clocks".
    """
    waiting = task.kind is TaskKind.ACCEPTANCE and task.state in (TaskState.OPEN, TaskState.CLAIMED)
    return task.accepted or (waiting and task.due_on is not None and today > task.due_on)


def ended_error(task: TaskFacts) -> RuleViolation:
    """The error for what ended before this came."""
    if task.withdrawn:
        return AlreadyWithdrawn("the application was withdrawn")
    return ApplicationEnded("this has ended: nothing is left to do")


def check_live(task: TaskFacts, today: date) -> None:
    """Raise AlreadyWithdrawn, AlreadyDecided or ApplicationEnded when nothing can be done to the task any more.

    An acceptance whose last day is past counts as given by silence (licensing law, art. 32): it is decided.
    """
    if task.state is TaskState.DONE:
        raise AlreadyDecided("the task has been decided")
    if task.kind is TaskKind.ACCEPTANCE and not task.withdrawn and counts_as_accepted(task, today):
        raise AlreadyDecided("no answer was given in time: the application counts as accepted")
    if task.state is TaskState.ENDED:
        raise ended_error(task)


def check_not_own(task: TaskFacts, officer: str) -> None:
    """Raise OwnApplication for an officer who applied, or who filed it for the applicant."""
    if officer in task.parties:
        raise OwnApplication("an officer cannot handle an application of their own")


def check_etag(task: TaskFacts, etag: str) -> None:
    """Raise EtagMismatch when the caller saw another version; an empty etag matches any."""
    if etag and etag != str(task.version):
        raise EtagMismatch("the task changed since it was read: read it again")


def check_claim(task: TaskFacts, officer: str, etag: str, today: date, *, stands_in: bool = False) -> None:
    """Raise unless the officer may take the task. The one who holds it already may do so again.

    ``stands_in``: the officer is today's substitute of the one who holds it, and may take it over.
    """
    check_live(task, today)
    check_not_own(task, officer)
    if task.state is TaskState.CLAIMED and not stands_in:
        if task.claimed_by != officer:
            raise OtherOfficersTask("another officer holds the task")
        return
    check_etag(task, etag)


def check_held(task: TaskFacts, officer: str, etag: str, today: date) -> None:
    """Raise unless the officer holds the task and it is still to be done."""
    check_live(task, today)
    check_not_own(task, officer)
    if task.state is not TaskState.CLAIMED:
        raise TaskNotClaimed("claim the task first")
    if task.claimed_by != officer:
        raise OtherOfficersTask("another officer holds the task")
    check_etag(task, etag)


def check_release(task: TaskFacts, officer: str, etag: str, today: date) -> None:
    """Raise unless the officer may give the task back. Said twice it means the same: nobody holds it."""
    if task.state is TaskState.OPEN:
        check_live(task, today)
        check_not_own(task, officer)
        return
    check_held(task, officer, etag, today)


def check_outcome(kind: TaskKind, outcome: TaskOutcome, officer: str, second_officer: str) -> None:
    """Raise OutcomeNotPossible or SecondOfficerRequired unless this kind of task can be decided like that."""
    if outcome not in POSSIBLE[kind]:
        raise OutcomeNotPossible(
            "an acceptance is accepted or not; a review approves or refuses; a commitment was kept or is false; an"
            " approver revokes the grant or upholds it"
        )
    if kind is TaskKind.INSPECTION and second_officer in ("", officer):
        raise SecondOfficerRequired("an on-site check names the second officer who was there")
