"""Rules about visits and what replaces one."""

from runtime.errors import RuleViolation


class VisitBudgetSpent(RuleViolation):
    """One visit at most (最多跑一次): it must be converted; the metadata names the visit, the ways and their days."""

    reason = "VISIT_BUDGET_SPENT"


class VisitNotBooked(RuleViolation):
    """No appointment was made for this visit: there is nothing to call off."""

    reason = "VISIT_NOT_BOOKED"


class VisitAlreadyCancelled(RuleViolation):
    """The appointment was called off before."""

    reason = "VISIT_ALREADY_CANCELLED"


class VisitOver(RuleViolation):
    """The time of an appointment has come: it is not called off any more."""

    reason = "VISIT_OVER"


class VisitNotRefused(RuleViolation):
    """Only a visit that was refused is converted; this one is within the promise."""

    reason = "VISIT_NOT_REFUSED"


class AlreadyConverted(RuleViolation):
    """What replaces the visit has been chosen; the first choice stands."""

    reason = "VISIT_ALREADY_CONVERTED"


class ConversionNotPossible(RuleViolation):
    """This kind of visit cannot be replaced like that."""

    reason = "CONVERSION_NOT_POSSIBLE"


class NothingToJoin(RuleViolation):
    """No appointment is set that this step could join."""

    reason = "NO_APPOINTMENT_TO_JOIN"
