"""Rules about officers and their tasks."""

from runtime.errors import PermissionDenied, RuleViolation


class OwnApplication(PermissionDenied):
    """An officer cannot decide an application of their own."""

    reason = "OWN_APPLICATION"


class OtherOfficersTask(PermissionDenied):
    """Another officer holds the task."""

    reason = "HELD_BY_ANOTHER_OFFICER"


class OfficerNotOfDepartment(RuleViolation):
    """A task stays in its department, and so does a check on site by two: no such officer works there."""

    reason = "OFFICER_NOT_OF_DEPARTMENT"


class TaskNotClaimed(RuleViolation):
    """A task is decided by the officer who holds it."""

    reason = "TASK_NOT_CLAIMED"


class SecondOfficerRequired(RuleViolation):
    """An on-site check is made by two officers (licensing law, art. 34)."""

    reason = "SECOND_OFFICER_REQUIRED"
