"""Every rule of the domain that an RPC can refuse by, in one tree.

Each error has a reason (`ErrorInfo.reason`, UPPER_SNAKE), a gRPC code and whether repeating the call can
help; gRPC answers, Kafka retries and Temporal activities derive from these three. The technical errors
(malformed, not found, not signed in …) are `runtime.errors`; docs/errors.md lists all of them.
"""

from runtime.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    LimitExceeded,
    NotFound,
    PermissionDenied,
    RuleViolation,
)


class AlreadyDecided(RuleViolation):
    """The task or case has been decided."""

    reason = "ALREADY_DECIDED"


class RenewalGrantedBySilence(RuleViolation):
    """The licence's last day is over: the renewal counts as granted (licensing law, art. 50)."""

    reason = "RENEWAL_GRANTED_BY_SILENCE"


class AlreadyRevoked(RuleViolation):
    """The decision was revoked: nothing more is said about it."""

    reason = "ALREADY_REVOKED"


class NotAGrant(RuleViolation):
    """Only a grant can be taken back; a refusal is challenged, or applied for anew."""

    reason = "NOT_A_GRANT"


class OwnDecision(PermissionDenied):
    """Nobody revokes or corrects what they decided themselves."""

    reason = "OWN_DECISION"


class AlreadyWithdrawn(RuleViolation):
    """The application was withdrawn; a decision after a withdrawal is refused."""

    reason = "ALREADY_WITHDRAWN"


class ApplicationEnded(RuleViolation):
    """The application has ended; nothing can be added to it."""

    reason = "APPLICATION_ENDED"


class NothingAsked(RuleViolation):
    """No supplement has been asked for, so none is taken."""

    reason = "NO_SUPPLEMENT_REQUESTED"


class SecondSupplement(RuleViolation):
    """One supplement notice per application (licensing law, art. 32: 一次告知)."""

    reason = "SECOND_SUPPLEMENT_WITHOUT_NEW_FACT"


class NothingToCorrect(RuleViolation):
    """Only what was given can be corrected on the spot (licensing law, art. 32(3)); what was not is missing."""

    reason = "NOTHING_TO_CORRECT"


class CorrectionAwaited(RuleViolation):
    """The applicant was asked to correct something on the spot: everything at once, and no refusal on that day."""

    reason = "CORRECTION_AWAITED"


class SupplementAfterAcceptance(RuleViolation):
    """After acceptance no supplement may be required."""

    reason = "SUPPLEMENT_AFTER_ACCEPTANCE"


class StateAlreadyHolds(RuleViolation):
    """A register, or a certificate that is held, can supply it: the applicant is not asked (order 716, art. 7)."""

    reason = "STATE_ALREADY_HOLDS"


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


class NoMandate(PermissionDenied):
    """Nobody gave the caller the right to act in this matter."""

    reason = "NO_MANDATE"


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


class OutcomeNotPossible(RuleViolation):
    """An acceptance is accepted or not; a review approves or refuses."""

    reason = "OUTCOME_NOT_POSSIBLE"


class SecondOfficerRequired(RuleViolation):
    """An on-site check is made by two officers (licensing law, art. 34)."""

    reason = "SECOND_OFFICER_REQUIRED"


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


class AlreadyDelivered(RuleViolation):
    """The result is in hand already."""

    reason = "ALREADY_DELIVERED"


class StoppedDelivery(RuleViolation):
    """What was to be delivered has been revoked: it is handed over no more and comes back to the department."""

    reason = "DELIVERY_STOPPED"


class WrongDelivery(RuleViolation):
    """A courier's delivery cannot be collected, nor the other way round."""

    reason = "DELIVERY_METHOD_MISMATCH"


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


class ErrandClosed(RuleViolation):
    """The errand has been closed."""

    reason = "ERRAND_CLOSED"


class EtagMismatch(Conflict):
    """Somebody else changed it meanwhile."""

    reason = "ETAG_MISMATCH"


class OwnMaterial(PermissionDenied):
    """Nobody attests a document of their own."""

    reason = "OWN_MATERIAL"


class RequestIdReused(AlreadyExists):
    """The same request_id came with another body (AIP-155)."""

    reason = "REQUEST_ID_REUSED"


class UnknownItem(NotFound):
    """No such item in the catalogue."""

    reason = "UNKNOWN_ITEM"


class UnsupportedContent(InvalidInput):
    """The bytes are not of a type that is taken, or not of the type they were said to be."""

    reason = "UNSUPPORTED_CONTENT"


class ExecutableContent(InvalidInput):
    """The upload is a program or a script."""

    reason = "EXECUTABLE_CONTENT"


class ActiveContent(InvalidInput):
    """The upload does something when it is opened: scripts in a drawing or a PDF, links, files that write elsewhere."""

    reason = "ACTIVE_CONTENT"


class EncryptedContent(InvalidInput):
    """The upload can be read with a password only."""

    reason = "ENCRYPTED_CONTENT"


class BrokenContent(InvalidInput):
    """The upload is damaged or not complete: no officer could open it."""

    reason = "BROKEN_CONTENT"


class ContentBeyondLimits(InvalidInput):
    """The upload unpacks to more than any document holds: archives too deep or too dense, too many pixels or pages."""

    reason = "CONTENT_BEYOND_LIMITS"


class InfectedContent(InvalidInput):
    """The virus scan found something in the upload."""

    reason = "INFECTED_CONTENT"


class UploadTooLarge(LimitExceeded):
    """The upload is over its limit."""

    reason = "UPLOAD_TOO_LARGE"


class LateMaterialNotAllowed(RuleViolation):
    """Only a secondary material may come late (容缺), and after acceptance nothing but what was promised."""

    reason = "LATE_MATERIAL_NOT_ALLOWED"


class MandateEnded(RuleViolation):
    """The mandate has ended."""

    reason = "MANDATE_ENDED"


class UnknownMatter(RuleViolation):
    """A command for an application, case or stage that is not there: it is parked for an operator."""

    reason = "UNKNOWN_MATTER"


class NotYetDecided(RuleViolation):
    """Results are asked for before any was decided."""

    reason = "NOTHING_TO_DELIVER"


class VersionChanged(RuleViolation):
    """A catalogue file differs from what was published under the same version."""

    reason = "CATALOGUE_VERSION_CHANGED"


class NotCompleted(RuleViolation):
    """An application is rated when it is completed."""

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


class TicketAnswered(RuleViolation):
    """A data-quality ticket is answered once, and shows what is said about people until then."""

    reason = "TICKET_ANSWERED"


class SourceNotAsked(RuleViolation):
    """No department answers for the source of this fact, so that nobody could look at it."""

    reason = "SOURCE_NOT_ASKED"
