"""Rules about acting for somebody else."""

from runtime.errors import PermissionDenied, RuleViolation


class NoMandate(PermissionDenied):
    """Nobody gave the caller the right to act in this matter."""

    reason = "NO_MANDATE"


class MandateEnded(RuleViolation):
    """The mandate has ended."""

    reason = "MANDATE_ENDED"
