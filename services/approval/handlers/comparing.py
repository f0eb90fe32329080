"""A new version of a rule tried on what the versions before it saw: who would be decided differently."""

from collections.abc import Sequence

import asyncpg

from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.approval.v1 import rule_review_service_pb2 as pb
from onetrip.catalog.v1.catalog_pb2 import InstantRule, ServiceItem
from onetrip.verification.v1.facts_pb2 import FactSet
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.sealing import Shredded
from runtime.tokens import Principal
from services.approval.codec import timestamp
from services.approval.definitions import item_of
from services.approval.handlers.office import Office
from services.approval.handlers.reviewing import judge_item
from services.approval.store import applications
from services.approval.store.rule_runs import RuleRun

PURPOSE = "COMPARE_RULES"


async def compare(
    office: Office, connection: asyncpg.Connection, supervisor: Principal, rule: InstantRule, runs: Sequence[RuleRun]
) -> pb.CompareRuleResponse:
    """Ask a rule about what others saw. Nothing is decided; each read goes to the person's access log.

    The form and the facts are those of the definition that the application carries: a fact that only a newer one asks
    for is missing, and the clause that names it does not hold. What was destroyed is counted apart (decision 0050).
    """
    answer = pb.CompareRuleResponse()
    for run in runs:
        application = await applications.lock(connection, run.application_id)
        if application is None:
            continue
        try:
            facts = office.open_facts(application.id, run.sealed_facts)
        except Shredded:
            answer.destroyed += 1
            continue
        answer.compared += 1
        definition = await office.definitions.of(connection, application)
        item = ServiceItem()
        found = item_of(definition, run.case_id.removeprefix(f"{application.id}."))
        if found is not None:
            item.CopyFrom(found)
        item.instant.CopyFrom(rule)
        granted = judge_item(office, item, facts, application).granted
        if granted != run.granted:
            changed = answer.newly_granted if granted else answer.no_longer_granted
            changed.add(application_id=application.id, case_id=run.case_id, decision_id=run.decision_id)
        await _log_read(office, connection, supervisor, application.applicant_id, application.id, facts)
    return answer


async def _log_read(
    office: Office,
    connection: asyncpg.Connection,
    supervisor: Principal,
    person_id: str,
    application_id: str,
    facts: FactSet,
) -> None:
    now = office.clock.now()
    access = RecordAccess(
        person_id=person_id,
        reader=supervisor.subject,
        role="supervisor",
        department=supervisor.department or "",
        purpose=PURPOSE,
        application_id=application_id,
        fields=sorted({fact.name for fact in facts.facts}),
        read_time=timestamp(now),
    )
    await enqueue(connection, APPROVAL, now, [Outbound(VERIFICATION_COMMANDS, application_id, new_id(), access)])
