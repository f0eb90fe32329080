"""Rules about doubts about facts."""

from runtime.errors import RuleViolation


class TicketAnswered(RuleViolation):
    """A data-quality ticket is answered once, and shows what is said about people until then."""

    reason = "TICKET_ANSWERED"


class CertificateInForce(RuleViolation):
    """A certificate that is wrong is revoked by who issued it, and then the doubt about it is answered as corrected."""

    reason = "CERTIFICATE_IN_FORCE"


class SourceNotAsked(RuleViolation):
    """No department answers for the source of this fact, so that nobody could look at it."""

    reason = "SOURCE_NOT_ASKED"
