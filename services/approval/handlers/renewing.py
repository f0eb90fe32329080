"""Facts verified anew, after acceptance or after a correction: officers see them, and the rule may grant."""

from collections.abc import Sequence

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.commands_pb2 import RenewedCase, RenewFacts
from onetrip.approval.v1.review_service_pb2 import Task
from onetrip.verification.v1.facts_pb2 import FactSet, Finding
from runtime.messages import Envelope
from services.approval.definitions import case_id, item_of
from services.approval.handlers.deciding import decide_case
from services.approval.handlers.duplicates import needs_people, note_alike
from services.approval.handlers.office import Office
from services.approval.handlers.papers import with_materials
from services.approval.handlers.reviewing import granted_by_rule, judge_item, note_run
from services.approval.handlers.rule_reads import log_rule_read
from services.approval.handlers.tasks import without_record
from services.approval.store import applications, taken_back, tasks
from services.approval.store.applications import ApplicationRow


async def on_renew_facts(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: RenewFacts
) -> None:
    """Show the new facts in every open task of the cases, then let the rule grant where nobody has to look any more.

    Whoever holds a task is told by its etag. A machine still never refuses: what the rule does not grant stays where
    it is (PIPL, art. 24). Raises UnknownMatter.
    """
    application = await applications.lock(connection, command.application_id)
    if application is None or application.definition_digest is None:
        raise UnknownMatter("approval has not opened the application")
    application = await note_alike(connection, application, command.possible_duplicates, office.clock.now())
    facts = office.open_facts(command.application_id, command.sealed_facts)
    cases = {case.case_id: case for case in command.cases}
    for row in await tasks.under_way(connection, [command.application_id]):
        if row.case_id in cases:
            case = cases[row.case_id]
            findings = [*case.findings, *without_record(facts, case.item_code)]
            face = _with(Task.FromString(row.face), findings)
            papers, _ = await tasks.contents(connection, row.id)
            papers = with_materials(papers, command.materials)
            await tasks.renew(connection, row.id, face.SerializeToString(), command.sealed_facts, papers)
    for case in command.cases:
        if case.by_rule and not case.findings:
            await _judge(office, connection, envelope.id, application, case, facts, command.round)


def _with(face: Task, findings: Sequence[Finding]) -> Task:
    del face.findings[:]
    face.findings.extend(findings)
    return face


async def _judge(
    office: Office,
    connection: asyncpg.Connection,
    cause: str,
    application: ApplicationRow,
    case: RenewedCase,
    facts: FactSet,
    round_: int,
) -> None:
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, case.item_code)
    if item is None or case.case_id != case_id(application.id, case.item_code):
        raise UnknownMatter("the application has no such case")
    result = judge_item(office, item, facts, application)
    if item.HasField("instant"):
        await log_rule_read(connection, application, item, facts, f"rule-read-anew:{round_}", office.clock.now())
        sealed = office.seal_facts(application.id, facts)
        await note_run(connection, case.case_id, application.id, item, sealed, result, office.clock.now())
    if item.HasField("instant") and result.granted and not await needs_people(connection, application):
        verdict = granted_by_rule(office, item, result, facts, case.commitments, cause)
        said = await taken_back.decision(connection, application, case.case_id)
        event, now = said.event if said else None, office.clock.now()
        await decide_case(office, connection, application.id, definition, item, verdict, now, event)
