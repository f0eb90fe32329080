"""Rules about what stops or extends a limit."""

from runtime.errors import RuleViolation


class NotYetAccepted(RuleViolation):
    """Before acceptance no decision limit runs: nothing stops it or extends it."""

    reason = "NOT_YET_ACCEPTED"


class SpecialProcedureOpen(RuleViolation):
    """A special procedure is under way: finish it first."""

    reason = "SPECIAL_PROCEDURE_OPEN"


class SpecialProcedureUnknown(RuleViolation):
    """The stage has no such special procedure."""

    reason = "SPECIAL_PROCEDURE_UNKNOWN"


class SpecialProcedureOver(RuleViolation):
    """The special procedure has ended; intervals are never overwritten."""

    reason = "SPECIAL_PROCEDURE_OVER"


class HeadApprovalRequired(RuleViolation):
    """The department's head approves an extension; of a joint limit, the government's does (licensing law, art. 42)."""

    reason = "HEAD_APPROVAL_REQUIRED"


class ExtensionByHandler(RuleViolation):
    """Who handles a case does not extend its limit."""

    reason = "EXTENSION_BY_HANDLER"


class AlreadyExtended(RuleViolation):
    """A limit is extended once (licensing law, art. 42)."""

    reason = "ALREADY_EXTENDED"


class ExtensionTooLong(RuleViolation):
    """The extension is longer than the item allows (licensing law, art. 42: 10 working days, joint handling 15)."""

    reason = "EXTENSION_TOO_LONG"


class LimitAlreadyPast(RuleViolation):
    """A limit that is past cannot be extended."""

    reason = "LIMIT_ALREADY_PAST"
