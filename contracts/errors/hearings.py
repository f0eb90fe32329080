"""Rules about hearing those whom a decision concerns (licensing law, arts. 36, 47, 48)."""

from runtime.errors import Conflict, RuleViolation


class NoHearingRight(RuleViolation):
    """There is no right to a hearing in this case, or it has not been told yet (licensing law, art. 47)."""

    reason = "NO_HEARING_RIGHT"


class HearingRequestTooLate(RuleViolation):
    """The days to ask for a hearing are over (licensing law, art. 47: five)."""

    reason = "HEARING_REQUEST_TOO_LATE"


class HearingAlreadyRequested(RuleViolation):
    """A hearing of the case has been asked for; it takes place for everybody concerned."""

    reason = "HEARING_ALREADY_REQUESTED"


class HearingWaived(RuleViolation):
    """The right to a hearing was given up."""

    reason = "HEARING_WAIVED"


class HearingRightRuns(RuleViolation):
    """A hearing can still be asked for: nothing is decided before those days are over (licensing law, art. 47)."""

    reason = "HEARING_RIGHT_RUNS"


class HearingNotHeld(RuleViolation):
    """A hearing was asked for and not held yet: decision or revocation rests on its record (licensing law, art. 48)."""

    reason = "HEARING_NOT_HELD"


class NoHearingRequested(RuleViolation):
    """No hearing of the case waits to be held: nobody asked for one, or its record is in."""

    reason = "NO_HEARING_REQUESTED"


class HearingBeyondLimit(RuleViolation):
    """A hearing is held within twenty working days of the request (licensing law, art. 47)."""

    reason = "HEARING_BEYOND_LIMIT"


class HearingNoticeTooShort(RuleViolation):
    """Who takes part in a hearing is told seven days before it (licensing law, art. 48)."""

    reason = "HEARING_NOTICE_TOO_SHORT"


class HearingByHandler(RuleViolation):
    """Who handles a case, or is a party of it, does not preside over its hearing (licensing law, art. 48)."""

    reason = "HEARING_BY_HANDLER"


class HearingTimesUnknown(Conflict):
    """The process has not told yet in what time the hearing is held: try again."""

    reason = "HEARING_TIMES_UNKNOWN"


class StatementUnanswered(RuleViolation):
    """Every view that was stated is answered in the reasons of the decision (licensing law, art. 36)."""

    reason = "STATEMENT_UNANSWERED"


class PartyConcernedAlready(RuleViolation):
    """The party was named before, or is the applicant's side."""

    reason = "PARTY_CONCERNED_ALREADY"
