"""Errors that the applicant may correct on the spot 当场更正 (licensing law, art. 32(3); decision 0045)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.errors.supplements import CorrectionAwaited, NothingToCorrect
from runtime.errors import FieldViolation
from services.approval.domain.tasks import AFTER_GRANT, TaskKind, TaskOutcome
from services.approval.policy import CORRECTIONS_MAX

ADVERSE = frozenset({TaskOutcome.REFUSE, TaskOutcome.NOT_ACCEPT})


@dataclass(frozen=True)
class Asked:
    """Corrections asked for together: when, on which day where the agencies are, and when first answered."""

    number: int
    asked_at: datetime
    asked_on: date
    answered_at: datetime | None


def check_given(
    kind: TaskKind,
    fields: Sequence[str],
    material_codes: Sequence[str],
    answered: Collection[str],
    documents: Collection[str],
) -> None:
    """Raise NothingToCorrect unless all of it was given: what was not is missing, and belongs in the one notice.

    ``answered``, ``documents``: the names and codes of what the task shows. A task about a grant has none of it.
    """
    wrong = [
        FieldViolation(f"{where}[{index}]", "was not given: what is missing is asked for by a supplement notice")
        for where, named, given in (("fields", fields, answered), ("material_codes", material_codes, documents))
        for index, name in enumerate(named)
        if name not in given or kind in AFTER_GRANT
    ]
    if wrong:
        raise NothingToCorrect("only what was given can be corrected", fields=wrong)


def check_all_at_once(asked: Sequence[Asked], of_task: Sequence[Asked]) -> None:
    """Raise CorrectionAwaited while the task's last request is not answered, or after too many for one application."""
    if any(each.answered_at is None for each in of_task):
        raise CorrectionAwaited("what was to be corrected is not in yet: everything is named at once")
    if len(asked) >= CORRECTIONS_MAX:
        raise CorrectionAwaited(f"{CORRECTIONS_MAX} times is enough: decide on what there is")


def check_not_refused_meanwhile(
    outcome: TaskOutcome, of_task: Sequence[Asked], today: date, due_on: date | None
) -> None:
    """Raise CorrectionAwaited for a refusal on the day on which a correction was asked for, before it is in.

    On the spot is that day. The clock runs on, so on the last day of the limit nothing is held up; and whoever approves
    need not wait.
    """
    held_up = any(each.answered_at is None and each.asked_on == today for each in of_task)
    last_day = due_on is not None and due_on <= today
    if outcome in ADVERSE and held_up and not last_day:
        raise CorrectionAwaited("the applicant was asked today to correct it: refuse tomorrow at the earliest")
