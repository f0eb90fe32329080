"""What may stop a case's clock and what may extend it (licensing law, arts. 42 and 45; domain.md, "Clocks")."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.errors.clocks import (
    AlreadyExtended,
    ExtensionByHandler,
    ExtensionTooLong,
    HeadApprovalRequired,
    LimitAlreadyPast,
    NotYetAccepted,
    SpecialProcedureOpen,
)
from contracts.errors.decisions import AlreadyDecided
from services.approval.domain.tasks import AFTER_GRANT, TaskKind

# Who approves an extension: the head of the agency; where departments handle a matter jointly, the government at their
# level (本级人民政府负责人). Source: licensing law, art. 42.
HEAD, GOVERNMENT_HEAD = "head", "government_head"


class Procedure(StrEnum):
    """What stops a clock: the special procedures of licensing law, art. 45, and where the item allows it the wait for a
    supplement (local); exactly these.
    """

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert-review"
    SUPPLEMENT = "supplement"


BY_OFFICERS = frozenset(Procedure) - {Procedure.SUPPLEMENT}
"""What officers start: the wait for a supplement begins with asking for it."""


@dataclass(frozen=True)
class Limit:
    """A decision limit as an extension finds it.

    `handlers`: pseudonymous ids of the officers who hold or held the case. `extension_days_max`: the catalogue's.
    `due_on`: its last day, expected only while it stands still. `procedures`: first and last day of each special
    procedure that stops it; no last day: under way.
    """

    joint: bool
    extension_days_max: int
    extended: bool
    due_on: date | None
    procedures: Collection[tuple[date, date | None]]
    handlers: frozenset[str]

    def is_past(self, today: date) -> bool:
        """Whether its last day is over. A procedure that began by that day and is not over on it moves the day.

        So does one that has ended since, until orchestration has told the new day; one that began after it does not
        (domain.md, "Clocks": a pause cannot revive a limit that is already past).
        """
        last = self.due_on
        if last is None or today <= last:
            return False
        return not any(first <= last and (end is None or end > last) for first, end in self.procedures)


def check_accepted(kind: TaskKind) -> None:
    """Raise NotYetAccepted for the window's task, AlreadyDecided for one about a grant: no decision limit runs."""
    if kind is TaskKind.ACCEPTANCE:
        raise NotYetAccepted("the application is not accepted yet: no decision limit runs")
    if kind in AFTER_GRANT:
        raise AlreadyDecided("the case is decided: no decision limit runs any more")


def check_start(open_kinds: Collection[Procedure], kind: Procedure) -> None:
    """Raise SpecialProcedureOpen when one of this kind is under way; another kind may overlap, and counts once."""
    if kind in open_kinds:
        raise SpecialProcedureOpen("such a procedure is under way in this case")


def check_none_open(open_stages: Collection[str], stage: str, *, ends_case: bool) -> None:
    """Raise SpecialProcedureOpen for a decision before the stage's procedure, or any of the case it ends, is over."""
    if stage in open_stages or (ends_case and open_stages):
        raise SpecialProcedureOpen("a special procedure is under way: finish it before deciding")


def check_extension(limit: Limit, approver: str, roles: Collection[str], working_days: int, today: date) -> None:
    """Raise unless this person may extend this limit by so many days today. `roles`: theirs over the case's department.

    Source: licensing law, art. 42: once, by the head of the agency; a joint limit by the head of the government.
    """
    needed = GOVERNMENT_HEAD if limit.joint else HEAD
    if needed not in roles:
        raise HeadApprovalRequired(
            "the head of the agency approves an extension, of a joint limit that of the government",
            metadata={"role": needed},
        )
    if approver in limit.handlers:
        raise ExtensionByHandler("who handles the case does not extend its limit")
    if limit.extended:
        raise AlreadyExtended("the limit was extended before; there is one extension")
    if limit.is_past(today):
        raise LimitAlreadyPast("the limit is past: nothing is left to extend")
    if working_days > limit.extension_days_max:
        raise ExtensionTooLong(
            f"the limit can be extended by at most {limit.extension_days_max} working days",
            metadata={"working_days_max": str(limit.extension_days_max)},
        )
