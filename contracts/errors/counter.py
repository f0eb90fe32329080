"""Rules about acting for somebody who came to a counter, called or wrote (decision 0074)."""

from runtime.errors import PermissionDenied, RuleViolation


class PersonNotIdentified(RuleViolation):
    """A clerk acts for the person served, as identified by that clerk for this application within half an hour."""

    reason = "PERSON_NOT_IDENTIFIED"


class ClerkConcerned(PermissionDenied):
    """A clerk writes nothing down in a matter that concerns them."""

    reason = "CLERK_CONCERNED"


class ReceivedBeforeNotice(RuleViolation):
    """A letter counts from the day it came in, which cannot be before the notice that it answers."""

    reason = "RECEIVED_BEFORE_NOTICE"
