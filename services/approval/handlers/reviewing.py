"""Reviewing a case: by the item's instant rule, or stage by stage by officers."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from contracts.clauses import names_used
from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.commands_pb2 import ReviewCase
from onetrip.approval.v1.decision_service_pb2 import ClauseOutcome
from onetrip.approval.v1.events_pb2 import InstantDeclined
from onetrip.catalog.v1 import catalog_pb2
from onetrip.catalog.v1.catalog_pb2 import RuleClause, ServiceItem
from onetrip.intake.v1.events_pb2 import SignedCommitment
from onetrip.verification.v1.facts_pb2 import FACT_QUALITY_FRESH, Fact, FactSet
from runtime import metrics
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval import rules, texts
from services.approval.codec import CLAUSE_TYPE, date_of, instant_of
from services.approval.definitions import case_id, item_of
from services.approval.domain.outcomes import Basis, Ending, Outcome
from services.approval.handlers import as_said
from services.approval.handlers.deciding import Verdict, decide_case
from services.approval.handlers.deciding_again import verdict_said, withhold_open
from services.approval.handlers.duplicates import needs_people, note_alike
from services.approval.handlers.office import Office, say
from services.approval.handlers.rule_reads import log_rule_read
from services.approval.handlers.supplementing import settle_crossed
from services.approval.handlers.tasks import open_stage
from services.approval.store import applications, late, outcomes, rule_runs, taken_back
from services.approval.store.applications import ApplicationRow
from services.approval.store.taken_back import Said

RULE = "rule"


async def on_review_case(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: ReviewCase
) -> None:
    """Have a rule or a department review a case; from its first review an application is accepted."""
    now = office.clock.now()
    application = await applications.lock_accepted(connection, command.application_id, date_of(command.accepted_date))
    if application is None or application.received_at is None:
        raise UnknownMatter("approval has not opened the application")
    if command.HasField("notices_sent"):
        await settle_crossed(connection, application.id, command.notices_sent, now)
    application = await note_alike(connection, application, command.possible_duplicates, now)
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, command.item_code)
    if item is None or command.case_id != case_id(command.application_id, command.item_code):
        raise UnknownMatter("the application has no such case")
    if definition.acceptance == catalog_pb2.ACCEPTANCE_MODE_WINDOW:
        await outcomes.end_acceptance(connection, command.application_id, now)
    said = await taken_back.decision(connection, application, command.case_id)
    if said is not None:
        await _decide_as_said(office, connection, command, application, definition, item, said)
        return
    if command.late_materials:
        await late.note_awaited(connection, command.case_id)
    if command.stage:
        await open_stage(office, connection, envelope.id, command, application, item, now)
        await as_said.pass_stage(connection, application, envelope.id)
        await withhold_open(office, connection, application)
    else:
        await _apply_rule(office, connection, envelope.id, command, application, definition, item, now)


async def _apply_rule(
    office: Office,
    connection: asyncpg.Connection,
    cause: str,
    command: ReviewCase,
    application: ApplicationRow,
    definition: ServiceItem,
    item: ServiceItem,
    now: datetime,
) -> None:
    """Grant, or answer that people must decide. A machine never refuses (PIPL, art. 24).

    Nor does it answer anybody: whose interests a licence bears on is heard by a person (licensing law, art. 36), and a
    person looks at what may be the same as another application (decision 0048).
    """
    facts = office.open_facts(command.application_id, command.sealed_facts)
    result = judge_item(office, item, facts, application)
    if item.HasField("instant"):
        await log_rule_read(connection, application, item, facts, f"rule-read:{command.round}", now)
    held_up = command.findings or command.late_materials or await needs_people(connection, application)
    if item.HasField("instant") and not held_up:
        await note_run(connection, command.case_id, application.id, item, command.sealed_facts, result, now)
    if held_up or not item.HasField("instant") or not result.granted:
        await _decline(office, connection, cause, command, item, result, now)
        return
    verdict = granted_by_rule(office, item, result, facts, command.commitments, cause)
    if not await decide_case(office, connection, command.application_id, definition, item, verdict, now):
        await answer_ended(connection, command.case_id)
    elif application.received_at is not None:
        metrics.instant_seconds.observe((now - application.received_at).total_seconds())


async def _decide_as_said(
    office: Office,
    connection: asyncpg.Connection,
    command: ReviewCase,
    application: ApplicationRow,
    definition: ServiceItem,
    item: ServiceItem,
    said: Said,
) -> None:
    """Decide as was told before this database was set back (decision 0067); whoever asks is answered again."""
    facts, commitments = office.open_facts(application.id, command.sealed_facts), command.commitments
    if said.event.rule_version:
        result = judge_item(office, item, facts, application)
        verdict = granted_by_rule(office, item, result, facts, commitments, said.cause)
    else:
        verdict = verdict_said(office, application, item, said, facts, commitments)
    now = instant_of(said.event.decide_time)
    await decide_case(office, connection, application.id, definition, item, verdict, now, said.event)
    await redrive(connection, said.cause)


async def note_run(
    connection: asyncpg.Connection,
    case_id: str,
    application_id: str,
    item: ServiceItem,
    sealed_facts: bytes,
    result: rules.Verdict,
    now: datetime,
) -> None:
    """Keep what the rule saw, for a later version to be tried on."""
    version, granted = item.instant.version, result.granted
    await rule_runs.note(connection, case_id, application_id, version, sealed_facts, now, granted=granted)


def granted_by_rule(
    office: Office,
    item: ServiceItem,
    result: rules.Verdict,
    facts: FactSet,
    commitments: Sequence[SignedCommitment],
    cause: str,
) -> Verdict:
    """A grant by the item's rule, with each clause as it came out and the facts it rests on."""
    used = [fact for fact in facts.facts if fact.item_code == item.code and fact.name in result.facts_used]
    return Verdict(
        ending=Ending(Outcome.GRANTED, Basis.RULE),
        department=item.lead_department,
        reasons=texts.granted_by_rule(item.instant),
        cause=cause,
        decided_by=RULE,
        rule_version=item.instant.version,
        clauses=[_outcome(office, clause, result.clauses[clause.code], used) for clause in item.instant.clauses],
        facts=used,
        known=facts,
        commitments=commitments,
    )


def _outcome(office: Office, clause: RuleClause, holds: bool, facts: Sequence[Fact]) -> ClauseOutcome:
    names = names_used(clause.cel)
    by = [fact for fact in facts if fact.name in names]
    days = [
        office.day_of(instant_of(each.as_of_time)).isoformat() if each.HasField("as_of_time") else "" for each in by
    ]
    return ClauseOutcome(
        code=clause.code,
        text=clause.text,
        holds=holds,
        words=texts.clause_words(clause, list(zip(by, days, strict=True)), holds=holds),
        facts=[each.name for each in by],
    )


def judge_item(office: Office, item: ServiceItem, facts: FactSet, application: ApplicationRow) -> rules.Verdict:
    """Apply the item's rule. Only fresh, undisputed facts count: another one is as good as missing."""
    if application.received_at is None:
        raise UnknownMatter("a tombstone cannot be judged")
    types = {entry.name: CLAUSE_TYPE.get(entry.type, "text") for entry in item.form}
    return rules.judge(
        [rules.Clause(clause.code, clause.cel) for clause in item.instant.clauses],
        [need.name for need in item.facts if need.required],
        {
            fact.name: rules.Known(fact.value, CLAUSE_TYPE.get(fact.type, "text"))
            for fact in facts.facts
            if fact.item_code == item.code and fact.quality == FACT_QUALITY_FRESH
        },
        {name: rules.Known(value, types[name]) for name, value in facts.answers.items() if name in types},
        office.day_of(application.received_at),
    )


async def _decline(
    office: Office,
    connection: asyncpg.Connection,
    cause: str,
    command: ReviewCase,
    item: ServiceItem,
    result: rules.Verdict,
    now: datetime,
) -> None:
    if await answer_ended(connection, command.case_id):
        return
    version = item.instant.version
    sealed = office.seal_tried(command.application_id, result.clauses)
    if not await outcomes.note_declined(connection, command.case_id, version, sealed, cause):
        earlier = await outcomes.declined(connection, command.case_id)
        if earlier is None or earlier.cause is None:
            raise UnknownMatter("the application has no such case")
        await redrive(connection, earlier.cause)
        return
    declined = InstantDeclined(
        application_id=command.application_id, case_id=command.case_id, rule_version=version, sealed_clauses=sealed
    )
    await say(connection, command.application_id, declined, cause=cause, now=now)


async def answer_ended(connection: asyncpg.Connection, case_id: str) -> bool:
    """Say again how a case ended. False: it is open."""
    cause = await outcomes.cause_of(connection, case_id)
    if cause is None:
        return False
    await redrive(connection, cause)
    return True
