"""Rules about what can be filed, found and changed at all."""

from runtime.errors import AlreadyExists, Conflict, NotFound, RuleViolation


class AlreadyWithdrawn(RuleViolation):
    """The application was withdrawn; a decision after a withdrawal is refused."""

    reason = "ALREADY_WITHDRAWN"


class ApplicationEnded(RuleViolation):
    """The application has ended; nothing can be added to it."""

    reason = "APPLICATION_ENDED"


class NotInForce(RuleViolation):
    """The item is not in the catalogue in that version."""

    reason = "ITEM_VERSION_NOT_IN_FORCE"


class ChannelNotOffered(RuleViolation):
    """The item cannot be filed by that channel."""

    reason = "CHANNEL_NOT_OFFERED"


class NotProactive(RuleViolation):
    """The item is never opened without being asked for (免申即享): there is nothing to say no to."""

    reason = "NOT_PROACTIVE"


class DeliveryNotOffered(RuleViolation):
    """The item's result is not delivered that way."""

    reason = "DELIVERY_NOT_OFFERED"


class WrongApplicantKind(RuleViolation):
    """The item is for persons, or for organisations, only."""

    reason = "APPLICANT_KIND_NOT_ELIGIBLE"


class UnknownItem(NotFound):
    """No such item in the catalogue."""

    reason = "UNKNOWN_ITEM"


class VersionChanged(RuleViolation):
    """A catalogue file differs from what was published under the same version."""

    reason = "CATALOGUE_VERSION_CHANGED"


class MatterAppliedFor(RuleViolation):
    """The answer makes it about what another application of the same applicant is about, or has a result for.

    `application_id` and `tracking_number` name that one: what was finished is not done again (domain.md).
    """

    reason = "MATTER_APPLIED_FOR"


class RequestIdReused(AlreadyExists):
    """The same request_id came with another body (AIP-155)."""

    reason = "REQUEST_ID_REUSED"


class EtagMismatch(Conflict):
    """Somebody else changed it meanwhile."""

    reason = "ETAG_MISMATCH"


class UnknownMatter(RuleViolation):
    """A command for an application, case or stage that is not there: it is parked for an operator."""

    reason = "UNKNOWN_MATTER"
