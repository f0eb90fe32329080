"""Silence grants a renewal that nobody decided by the licence's last day (licensing law, art. 50)."""

from datetime import date, datetime

import asyncpg

from contracts.errors.applications import UnknownMatter
from contracts.errors.decisions import RenewalGrantedBySilence
from onetrip.approval.v1.commands_pb2 import GrantBySilence
from onetrip.approval.v1.review_service_pb2 import Task
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.verification.v1.facts_pb2 import FACT_QUALITY_FRESH, Fact, FactSet
from runtime.messages import Envelope
from services.approval import texts
from services.approval.codec import date_of
from services.approval.definitions import case_id, item_of
from services.approval.domain.outcomes import Basis, Ending, Outcome
from services.approval.domain.renewals import granted_by_silence
from services.approval.domain.supervision import Light
from services.approval.handlers.deciding import Verdict, decide_case
from services.approval.handlers.office import Office
from services.approval.handlers.reviewing import answer_ended
from services.approval.store import applications, board, outcomes, taken_back, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.tasks import TaskRow

SILENCE = "silence"


async def on_grant_by_silence(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: GrantBySilence
) -> None:
    """Grant the case with its certificate, unless it has ended before: whoever comes first under the row lock stands.

    Its tasks end, the department's supervisor sees it as red. Raises UnknownMatter when the law has not granted it.
    """
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    if application is None or application.received_at is None:
        raise UnknownMatter("approval has not opened the application")
    if await answer_ended(connection, command.case_id):
        return
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, command.item_code)
    if item is None or command.case_id != case_id(command.application_id, command.item_code):
        raise UnknownMatter("the application has no such case")
    known = office.open_facts(command.application_id, command.sealed_facts)
    expiry = _expiry(known, item)
    # The process has seen the day end; our clock may lag a little behind its clock.
    today = office.day_of(max(now, envelope.time))
    if expiry is None or not _granted(office, application, item, expiry, today):
        raise UnknownMatter("the law has not granted this renewal")
    verdict = Verdict(
        ending=Ending(Outcome.GRANTED, Basis.SILENCE),
        department=item.lead_department,
        reasons=texts.granted_by_silence(expiry.value),
        cause=envelope.id,
        decided_by=SILENCE,
        facts=[expiry],
        known=known,
    )
    said = await taken_back.decision(connection, application, command.case_id)
    event = said.event if said else None
    await decide_case(office, connection, command.application_id, definition, item, verdict, now, event)
    if await outcomes.cause_if_over(connection, command.application_id) is not None:
        await outcomes.end_acceptance(connection, command.application_id, now)
    await _escalate(connection, command, date_of(expiry.value), now)


async def check_not_renewed(
    office: Office, connection: asyncpg.Connection, application: ApplicationRow, row: TaskRow, today: date
) -> None:
    """A decision after the licence's last day comes too late, even if it comes before the grant is written.

    Raises RenewalGrantedBySilence.
    """
    definition = await office.definitions.of(connection, application)
    item = item_of(definition, Task.FromString(row.face).item_code)
    if item is None or not item.HasField("renewal"):
        return
    _, sealed_facts = await tasks.contents(connection, row.id)
    expiry = _expiry(office.open_facts(application.id, sealed_facts), item)
    if expiry is not None and _granted(office, application, item, expiry, today):
        raise RenewalGrantedBySilence("the licence's last day is over: the renewal counts as granted")


def _expiry(facts: FactSet, item: ServiceItem) -> Fact | None:
    """The fact that holds the licence's last day, when a register holds it undisputed."""
    wanted = (item.code, item.renewal.expires_on_fact)
    found = (fact for fact in facts.facts if (fact.item_code, fact.name) == wanted)
    return next((fact for fact in found if fact.quality == FACT_QUALITY_FRESH), None)


def _granted(office: Office, application: ApplicationRow, item: ServiceItem, expiry: Fact, today: date) -> bool:
    expires_on = date_of(expiry.value)
    if expires_on is None or application.received_at is None:
        return False
    asked_on = office.day_of(application.received_at)
    return granted_by_silence(asked_on, expires_on, item.renewal.ask_before_days, today)


async def _escalate(
    connection: asyncpg.Connection, command: GrantBySilence, due_on: date | None, now: datetime
) -> None:
    """The department has let it come to this: its supervisor sees the case as past the licence's last day."""
    await board.shine(
        connection,
        board.Shining(
            application_id=command.application_id,
            case_id=command.case_id,
            stage="",
            light=Light.RED,
            due_on=due_on,
            due_provisional=False,
            at=now,
        ),
    )
