"""Rules about results on their way, and errands."""

from runtime.errors import RuleViolation


class AlreadyDelivered(RuleViolation):
    """The result is in hand already."""

    reason = "ALREADY_DELIVERED"


class StoppedDelivery(RuleViolation):
    """What was to be delivered has been revoked: it is handed over no more and comes back to the department."""

    reason = "DELIVERY_STOPPED"


class WrongDelivery(RuleViolation):
    """A courier's delivery cannot be collected, nor the other way round."""

    reason = "DELIVERY_METHOD_MISMATCH"


class ErrandClosed(RuleViolation):
    """The errand has been closed."""

    reason = "ERRAND_CLOSED"
