"""Writing a decision: the explanation, the certificate of a grant, the event."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from onetrip.approval.v1.decision_service_pb2 import ClauseOutcome, Decision
from onetrip.approval.v1.events_pb2 import CaseDecided, CommittedMaterial
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.intake.v1.events_pb2 import SignedCommitment
from onetrip.verification.v1.facts_pb2 import Fact, FactSet
from runtime.ids import new_id
from services.approval import texts
from services.approval.codec import OUTCOME_TO_PROTO, timestamp
from services.approval.definitions import case_id
from services.approval.domain.outcomes import Basis, Ending, Outcome
from services.approval.handlers.calling_off import call_off
from services.approval.handlers.certifying import certified, issue_of, issue_said
from services.approval.handlers.office import Office, say
from services.approval.handlers.rule_reviews import draw_sample
from services.approval.store import applications, hearings, outcomes
from services.approval.store.outcomes import Issue


@dataclass(frozen=True)
class Verdict:
    """A decision about one case, by a rule or an officer.

    ``cause`` is the id of the command it answers, ``facts`` what it rests on, ``clauses`` the rule's, when one decided;
    ``commitments`` what was signed instead of proved.
    ``known`` is all that verification knew: whom and what a certificate names.
    """

    ending: Ending
    department: str
    reasons: str
    cause: str
    decided_by: str
    second_officer: str = ""
    rule_version: str = ""
    clauses: Sequence[ClauseOutcome] = field(default_factory=tuple)
    facts: Sequence[Fact] = field(default_factory=tuple)
    commitments: Sequence[SignedCommitment] = field(default_factory=tuple)
    known: FactSet = field(default_factory=FactSet)


async def decide_case(
    office: Office,
    connection: asyncpg.Connection,
    application_id: str,
    definition: ServiceItem,
    item: ServiceItem,
    verdict: Verdict,
    now: datetime,
    said: CaseDecided | None = None,
) -> bool:
    """Write the one decision of a case and say CaseDecided. False, and nothing said: the case had ended before.

    ``said``: how it was told when it was decided before this database was set back; it is that decision, with that
    certificate, and the event, which stands in the outbox, is not said anew.
    """
    decision = decision_of(application_id, definition, item, verdict, now)
    issue = issue_of(office, item, now) if verdict.ending.outcome is Outcome.GRANTED else None
    if said is not None:
        decision.id, issue = said.decision_id, issue_said(said)
    committed = _committed(definition, item, verdict)
    if issue is not None:
        decision.certificate_number = issue.number
        decision.certificate_name.CopyFrom(item.certificate.name)
        if verdict.commitments:
            decision.certificate_note.CopyFrom(texts.certificate_note(committed))
    row = _row_of(office, application_id, decision, verdict, issue)
    if not await outcomes.decide(connection, row, now):
        return False
    event = _said(office, application_id, decision, verdict)
    event.interested_person_ids.extend(await hearings.concerned(connection, application_id, decision.case_id))
    if verdict.ending.outcome is Outcome.GRANTED and committed:
        event.commitments.extend(committed)
        event.yellow_percent = item.limits.yellow_percent
    if issue is not None:
        application = await applications.read(connection, application_id)
        owner = (application_id, application.applicant_id if application is not None else "")
        event.certificate.CopyFrom(certified(office, owner, definition, item, issue, verdict.known))
    await say(connection, application_id, event, cause=verdict.cause, now=now)
    # What is decided again may have been looked at on site: only what says so was lost.
    await call_off(connection, application_id, [decision.case_id], verdict.cause, now, free=said is None)
    if verdict.ending.basis is Basis.RULE:
        await draw_sample(connection, item, decision, application_id, verdict.cause)
    return True


def _row_of(
    office: Office, application_id: str, decision: Decision, verdict: Verdict, issue: Issue | None
) -> outcomes.DecisionRow:
    """The decision as the ledger keeps it, explained under seal."""
    return outcomes.DecisionRow(
        case_id=decision.case_id,
        application_id=application_id,
        ending=verdict.ending,
        decision_id=decision.id,
        decided_by=verdict.decided_by,
        second_officer=verdict.second_officer,
        rule_version=verdict.rule_version,
        explanation=office.seal_explanation(application_id, decision),
        cause=verdict.cause,
        certificate=issue,
    )


def _said(office: Office, application_id: str, decision: Decision, verdict: Verdict) -> CaseDecided:
    """What is said of a decision; of a certificate, if it has one, its number, name and note."""
    return CaseDecided(
        application_id=application_id,
        case_id=decision.case_id,
        item_code=decision.item_code,
        department=verdict.department,
        outcome=decision.outcome,
        decision_id=decision.id,
        rule_version=verdict.rule_version,
        by_silence=verdict.ending.basis is Basis.SILENCE,
        certificate_number=decision.certificate_number,
        certificate_name=decision.certificate_name if decision.HasField("certificate_name") else None,
        sealed_reasons=office.seal_words(application_id, verdict.reasons),
        remedy=decision.remedy,
        decide_time=decision.decide_time,
        certificate_note=decision.certificate_note if decision.HasField("certificate_note") else None,
    )


def decision_of(
    application_id: str, definition: ServiceItem, item: ServiceItem, verdict: Verdict, now: datetime
) -> Decision:
    """A verdict as it is explained to the applicant, with an id of its own."""
    return Decision(
        id=new_id(),
        case_id=case_id(application_id, item.code),
        item_code=item.code,
        department=verdict.department,
        outcome=OUTCOME_TO_PROTO[verdict.ending.outcome],
        reasons=verdict.reasons,
        rule_version=verdict.rule_version,
        clauses=verdict.clauses,
        facts=verdict.facts,
        commitments=verdict.commitments,
        remedy=item.remedy if item.HasField("remedy") else definition.remedy,
        decide_time=timestamp(now),
    )


def _committed(definition: ServiceItem, item: ServiceItem, verdict: Verdict) -> list[CommittedMaterial]:
    """What a grant rests on that is to be checked later, in the catalogue's words."""
    materials = {material.code: material for material in (*definition.materials, *item.materials)}
    known = [materials[one.material_code] for one in verdict.commitments if one.material_code in materials]
    return [
        CommittedMaterial(
            material_code=material.code,
            name=material.name,
            check_working_days=material.commitment.check_working_days,
        )
        for material in known
    ]
