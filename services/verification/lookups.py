"""What an officer wanted to ask the applicant for is looked up instead (State Council order 716, art. 7). Pure."""

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import FormContent
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages


def form_of(known: facts.FactSet) -> FormContent:
    """What the applicant stated, as far as it says what the facts are about."""
    return FormContent(answers=known.answers, credit_code=known.credit_code)


def as_round(command: messages.LookUpFacts, *, by_organisation: bool) -> messages.VerifyApplication:
    """The look-up as a round of verification of a small item, of which every fact is wanted; never the first round."""
    item = catalog.ServiceItem()
    item.CopyFrom(command.item)
    for need in item.facts:
        need.required = True
    kind = catalog.APPLICANT_KIND_ORGANISATION if by_organisation else catalog.APPLICANT_KIND_PERSON
    return messages.VerifyApplication(
        application_id=command.application_id,
        definition=item,
        applicant_id=command.applicant_id,
        applicant_kind=kind,
        receive_time=command.receive_time,
        anew=True,
    )


def answered(lookup_id: str, completed: messages.VerificationCompleted) -> messages.FactsLookedUp:
    """The answer: what a round would have said of it."""
    return messages.FactsLookedUp(
        application_id=completed.application_id,
        lookup_id=lookup_id,
        outcome=completed.outcome,
        findings=completed.findings,
        sealed_facts=completed.sealed_facts,
    )
