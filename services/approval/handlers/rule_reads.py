"""What an instant rule reads of a person goes to that person's access log, as an officer's reads do (PIPL, art. 44)."""

from datetime import datetime

import asyncpg

from contracts.clauses import read_by
from contracts.topics.names import APPROVAL, VERIFICATION_COMMANDS
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.verification.v1.facts_pb2 import FactSet
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.messages import Outbound
from runtime.outbox import enqueue
from services.approval.codec import timestamp
from services.approval.definitions import case_id
from services.approval.store.applications import ApplicationRow

PURPOSE = "INSTANT_RULE"
ROLE = "rule"


def fields_read(item: ServiceItem, facts: FactSet) -> list[str]:
    """The facts and answers that the clauses of the item's rule name, as far as there are such."""
    reads = read_by(tuple([clause.cel for clause in item.instant.clauses]))
    known = {fact.name for fact in facts.facts if fact.item_code == item.code}
    answered = set(facts.answers)
    answers = answered if reads.answers is None else reads.answers & answered
    return sorted(reads.names & known) + sorted(f"form.{name}" for name in answers)


async def log_rule_read(
    connection: asyncpg.Connection,
    application: ApplicationRow,
    item: ServiceItem,
    facts: FactSet,
    turn: str,
    now: datetime,
) -> None:
    """Note that the item's rule, in this version, read the facts and answers that its clauses name.

    `turn`: which asking of the rule it is, "<kind>:<round>"; the same one repeated is no second read.
    """
    read = fields_read(item, facts)
    if not read:
        return
    access = RecordAccess(
        person_id=application.applicant_id,
        reader=f"{item.code}@{item.instant.version}",
        role=ROLE,
        department=item.lead_department,
        purpose=PURPOSE,
        application_id=application.id,
        fields=read,
        read_time=timestamp(now),
    )
    id_ = f"{case_id(application.id, item.code)}:{turn}"
    await enqueue(connection, APPROVAL, now, [Outbound(VERIFICATION_COMMANDS, application.id, id_, access)])
