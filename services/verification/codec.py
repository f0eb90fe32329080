"""Between the domain and the messages."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.process.v1.events_pb2 import DueDate
from onetrip.verification.v1 import data_quality_service_pb2 as tickets_pb
from onetrip.verification.v1 import facts_pb2 as facts
from onetrip.verification.v1 import messages_pb2 as messages
from services.verification.domain import Answer, Answered, Document, Finding, FindingKind, Known, Outcome
from services.verification.registers.questions import Inquiry
from services.verification.tickets.domain import Answer as TicketAnswer
from services.verification.tickets.domain import Kind, Ticket

OUTCOMES: Mapping[Outcome, messages.VerificationOutcome] = {
    Outcome.COMPLETE: messages.VERIFICATION_OUTCOME_COMPLETE,
    Outcome.INCOMPLETE: messages.VERIFICATION_OUTCOME_INCOMPLETE,
    Outcome.NEEDS_PERSON: messages.VERIFICATION_OUTCOME_NEEDS_PERSON,
    Outcome.UNAVAILABLE: messages.VERIFICATION_OUTCOME_UNAVAILABLE,
}
FINDINGS: Mapping[FindingKind, facts.FindingKind] = {
    FindingKind.CONTRADICTED: facts.FINDING_KIND_CONTRADICTED,
    FindingKind.STALE: facts.FINDING_KIND_STALE,
    FindingKind.NO_RECORD: facts.FINDING_KIND_NO_RECORD,
    FindingKind.UNAVAILABLE: facts.FINDING_KIND_UNAVAILABLE,
    FindingKind.REPRESENTATION: facts.FINDING_KIND_REPRESENTATION,
    FindingKind.EVIDENCE_WITHDRAWN: facts.FINDING_KIND_EVIDENCE_WITHDRAWN,
    FindingKind.SUBJECT_UNKNOWN: facts.FINDING_KIND_SUBJECT_UNKNOWN,
}
QUALITIES: Mapping[Answered, facts.FactQuality] = {
    Answered.FRESH: facts.FACT_QUALITY_FRESH,
    Answered.STALE: facts.FACT_QUALITY_STALE,
    Answered.CONTRADICTORY: facts.FACT_QUALITY_CONTRADICTED,
}
TICKET_KINDS: Mapping[Kind, tickets_pb.TicketKind] = {
    Kind.CONTRADICTED: tickets_pb.TICKET_KIND_CONTRADICTED,
    Kind.STALE: tickets_pb.TICKET_KIND_STALE,
    Kind.DISPUTED: tickets_pb.TICKET_KIND_DISPUTED,
}
TICKET_ANSWERS: Mapping[TicketAnswer, tickets_pb.TicketAnswer] = {
    TicketAnswer.CORRECTED: tickets_pb.TICKET_ANSWER_CORRECTED,
    TicketAnswer.RIGHT: tickets_pb.TICKET_ANSWER_RIGHT,
}


def fact_id(application_id: str, item_code: str, name: str) -> str:
    """The id of a fact: that of its case, and its name in the catalogue."""
    return f"{application_id}.{item_code}.{name}"


def timestamp(instant: datetime) -> Timestamp:
    """An instant as a message holds it."""
    message = Timestamp()
    message.FromDatetime(instant.astimezone(UTC))
    return message


def fact(known: Known, application_id: str) -> facts.Fact:
    """A fact that is held. What differs from the applicant's statement is contradicted, however fresh it is."""
    disputed = bool(known.claimed_value) or known.disputed
    quality = facts.FACT_QUALITY_CONTRADICTED if disputed else QUALITIES[known.answer.answered]
    message = facts.Fact(
        id=fact_id(application_id, known.need.item_code, known.need.name),
        name=known.need.name,
        item_code=known.need.item_code,
        type=cast(catalog.ValueType, known.need.value_type),
        value=known.answer.value,
        source=known.answer.source,
        quality=quality,
        # A register is an agency's own word (2016 national technical guide).
        trust=catalog.TRUST_LEVEL_A,
        claimed_value=known.claimed_value,
        others=[_statement(answer) for answer in known.others],
        named_by_answer=known.need.named_by_answer,
    )
    if known.answer.as_of is not None:
        message.as_of_time.FromDatetime(known.answer.as_of)
        if known.need.freshness_days:
            message.valid_until_time.FromDatetime(known.answer.as_of + timedelta(days=known.need.freshness_days))
    return message


def said_by(known: facts.Fact, register: str) -> facts.Fact:
    """The fact as one of its sources has it, with what the others say beside it: how that source's ticket shows it."""
    if known.source == register:
        return known
    mine = next((other for other in known.others if other.source == register), facts.FactStatement(value=known.value))
    result = facts.Fact()
    result.CopyFrom(known)
    result.source, result.value = register, mine.value
    result.ClearField("as_of_time")
    if mine.HasField("as_of_time"):
        result.as_of_time.CopyFrom(mine.as_of_time)
    del result.others[:]
    result.others.append(facts.FactStatement(source=known.source, value=known.value, as_of_time=known.as_of_time))
    result.others.extend(other for other in known.others if other.source != register)
    return result


def _statement(answer: Answer) -> facts.FactStatement:
    statement = facts.FactStatement(source=answer.source, value=answer.value)
    if answer.as_of is not None:
        statement.as_of_time.FromDatetime(answer.as_of)
    return statement


def expiries(known: Iterable[facts.Fact], items: Iterable[catalog.ServiceItem]) -> list[messages.Expiry]:
    """The last days of licences to renew: only what a register holds fresh and undisputed starts the law's clock."""
    days = {(one.item_code, one.name): one.value for one in known if one.quality == facts.FACT_QUALITY_FRESH}
    named = [(item.code, item.renewal.expires_on_fact) for item in items if item.HasField("renewal")]
    return [messages.Expiry(item_code=key[0], date=days[key]) for key in named if key in days]


def finding(found: Finding) -> facts.Finding:
    """A finding."""
    kind = FINDINGS[found.kind]
    return facts.Finding(kind=kind, item_code=found.item_code, fact=found.fact, source=found.source)


def missing(inquiry: Inquiry, document: Document) -> facts.MissingMaterial:
    """A document that only the applicant can give."""
    material = inquiry.material(document)
    return facts.MissingMaterial(
        item_code=document.item_code,
        material_code=document.code,
        name=material.name,
        obtained_from=material.obtained_from,
        secondary=document.secondary,
        promised=document.promised,
    )


def contact(inquiry: Inquiry, population: Mapping[str, str]) -> facts.Contact:
    """How to reach the applicant: what they said, else what the population register has."""
    form = inquiry.form
    return facts.Contact(
        name=form.person_name or population["name"],
        phone=form.phone or population["phone"],
        address=form.address or population["household_address"],
        email=form.email,
    )


def ticket(row: Ticket) -> tickets_pb.Ticket:
    """A ticket as lists show it."""
    message = tickets_pb.Ticket(
        id=row.id,
        kind=TICKET_KINDS[row.kind],
        source=row.source,
        department=row.department,
        fact=row.fact,
        open_time=timestamp(row.opened_at),
        light=row.light,  # pyright: ignore[reportArgumentType] - an enum is an int
        applications=row.applications,
    )
    if row.due_on is not None:
        message.due.CopyFrom(DueDate(date=row.due_on.isoformat(), provisional=row.due_provisional))
    if row.answer is not None and row.answered_at is not None:
        message.answer = TICKET_ANSWERS[row.answer]
        message.answer_time.FromDatetime(row.answered_at)
    return message
