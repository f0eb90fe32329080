"""Rules about ratings and their follow-ups."""

from runtime.errors import PermissionDenied, RuleViolation


class NotCompleted(RuleViolation):
    """An application is rated when it is completed here: what another system decided is not rated."""

    reason = "NOT_COMPLETED"


class AlreadyRated(RuleViolation):
    """An application is rated once."""

    reason = "ALREADY_RATED"


class FollowUpClosed(RuleViolation):
    """The follow-up of the rating is over."""

    reason = "FOLLOW_UP_CLOSED"


class AlreadyAppealed(RuleViolation):
    """A department appeals against a rating once."""

    reason = "ALREADY_APPEALED"


class AppealPending(RuleViolation):
    """A supervisor has to decide on the appeal before the rating is answered."""

    reason = "APPEAL_PENDING"


class NothingAppealed(RuleViolation):
    """No appeal waits for a decision."""

    reason = "NOTHING_APPEALED"


class OwnAppeal(PermissionDenied):
    """Who appealed against a rating does not decide on it."""

    reason = "OWN_APPEAL"
