"""What supervisors may see and move (监察): scopes, tasks that change hands, absence and substitution."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from contracts.errors.tasks import OfficerNotOfDepartment
from runtime.errors import FieldViolation, InvalidInput, PermissionDenied
from services.approval.domain.tasks import TaskFacts, check_etag, check_live, check_not_own
from services.approval.policy import ABSENCE_DAYS_MAX


class Light(IntEnum):
    """The lights; the numbers are those of `onetrip.process.v1.Light`."""

    GREEN = 1
    YELLOW = 2
    RED = 3

    @property
    def urgency(self) -> int:
        """Its place in the supervisors' list: red first."""
        return Light.RED - self


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"


class WaitsFor(StrEnum):
    """Whom a case waits for."""

    CLAIM = "claim"
    OFFICER = "officer"
    OTHER_DEPARTMENT = "other-department"
    APPLICANT = "applicant"
    PROCEDURE = "procedure"
    PROCESS = "process"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Absence:
    """When an officer is away, both days included, and who may take what they hold."""

    from_on: date
    until_on: date
    substitute: str

    def covers(self, day: date) -> bool:
        """Whether the officer is away on a day. It ends by itself."""
        return self.from_on <= day <= self.until_on


def scope_of(department: str | None, asked: str) -> str:
    """The department whose cases a supervisor sees; empty: all.

    Who belongs to a department sees that one; a supervisor of the whole city belongs to none (domain.md, "Words").
    Raises PermissionDenied for a department that is not theirs.
    """
    if department and asked and asked != department:
        raise PermissionDenied("this is another department's affair")
    return department or asked


def check_reassign(
    task: TaskFacts,
    supervisor: str,
    officer: str,
    officers_department: str | None,
    department: str,
    etag: str,
    today: date,
) -> None:
    """Raise unless the task may be passed on to this officer.

    Raises:
        AlreadyDecided, AlreadyWithdrawn, ApplicationEnded: nothing is left to do.
        OwnApplication: the supervisor or the officer is a party of the application.
        OfficerNotOfDepartment: tasks stay in their department.
        EtagMismatch: it changed since the supervisor saw it.
    """
    check_live(task, today)
    check_not_own(task, supervisor)
    check_not_own(task, officer)
    check_same_department(officers_department, department)
    check_etag(task, etag)


def check_same_department(officers_department: str | None, department: str) -> None:
    """Raise OfficerNotOfDepartment unless an officer was last seen in this department. None: never seen."""
    if officers_department != department:
        raise OfficerNotOfDepartment("no such officer works in this department")


def check_absence(officer: str, absence: Absence, today: date) -> None:
    """Raise InvalidInput, naming the fields, for an absence that cannot be."""
    found: list[FieldViolation] = []
    if absence.until_on < absence.from_on:
        found.append(FieldViolation("absence.until_date", "is before the first day"))
    elif absence.until_on < today:
        found.append(FieldViolation("absence.until_date", "is over already"))
    elif absence.until_on > today + timedelta(days=ABSENCE_DAYS_MAX):
        found.append(FieldViolation("absence.until_date", "is more than a year ahead"))
    if absence.substitute == officer:
        found.append(FieldViolation("absence.substitute", "is the absent officer"))
    if found:
        raise InvalidInput("the absence is not valid", fields=found)
