"""A supplement after acceptance (补交告知, local): asked for once; the clock stands still until it is in or over."""

from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.commands_pb2 import EndSupplementWait
from onetrip.approval.v1.events_pb2 import LaterSupplementAsked, SpecialProcedureEnded
from onetrip.catalog.v1.catalog_pb2 import ServiceItem
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from runtime.ids import new_id
from runtime.messages import Envelope
from runtime.tokens import Principal
from services.approval import texts
from services.approval.codec import timestamp
from services.approval.definitions import item_of, items_of
from services.approval.domain import clocks as clock_rules
from services.approval.domain import tasks as task_rules
from services.approval.domain.clocks import Procedure
from services.approval.domain.supplements import check_later
from services.approval.handlers.clocks import stop_clock
from services.approval.handlers.office import Office, say
from services.approval.handlers.papers import papers_of
from services.approval.handlers.reading import facts_of
from services.approval.store import applications, clocks, late, later_supplements
from services.approval.store.applications import ApplicationRow
from services.approval.store.clocks import ProcedureRow
from services.approval.store.tasks import TaskRow

THE_PROCESS = "process"
"""Stands for the officer of an interval that ends by itself."""


async def ask_later(
    office: Office,
    connection: asyncpg.Connection,
    officer: Principal,
    application: ApplicationRow,
    row: TaskRow,
    definition: ServiceItem,
    missing: Sequence[MissingMaterial],
    now: datetime,
) -> None:
    """Note the request, stop the case's clock and say SpecialProcedureStarted and LaterSupplementAsked.

    The officer keeps the task. Raises as `domain.supplements.check_later`, `domain.clocks.check_accepted` and
    `domain.tasks.check_held` do.
    """
    item = item_of(definition, row.case_id.removeprefix(f"{application.id}."))
    allowed = item is not None and item.limits.supplement_after_acceptance
    if allowed:
        clock_rules.check_accepted(row.kind)
        task_rules.check_held(facts_of(application, row), officer.subject, "", office.day_of(now))
    check_later(allowed=allowed, asked_before=await later_supplements.asked(connection, application.id))
    procedure = ProcedureRow(new_id(), row.case_id, row.stage, Procedure.SUPPLEMENT, _days(definition), now, None)
    await stop_clock(office, connection, officer, row, procedure, texts.supplement_awaited())
    asked = LaterSupplementAsked(
        application_id=application.id,
        case_id=row.case_id,
        procedure_id=procedure.id,
        missing=missing,
        department=row.department,
        ask_time=timestamp(now),
    )
    for each in asked.missing:
        # Accepted without it: it is awaited now, and may not be promised for later.
        each.secondary = False
    content = asked.SerializeToString()
    await later_supplements.note(
        connection, application.id, row.case_id, procedure.id, row.department, content, officer.subject, now
    )
    await say(connection, application.id, asked, cause=None, now=now)


async def on_end_supplement_wait(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: EndSupplementWait
) -> None:
    """Have the clock run again and show officers what came. Answer SpecialProcedureEnded.

    Where officers have ended the wait before, their end stands.
    """
    now = office.clock.now()
    application = await applications.lock(connection, command.application_id)
    known = await clocks.of_case(connection, command.case_id)
    wait = next((each for each in known if each.id == command.procedure_id), None)
    if application is None or wait is None:
        raise UnknownMatter("approval knows no such wait")
    ended_at = wait.ended_at
    if ended_at is None:
        # The clock of a part that is asked can be behind that of the one who says when.
        ended_at = max(command.end_time.ToDatetime(tzinfo=UTC), wait.started_at)
        await clocks.end(connection, wait.id, THE_PROCESS, ended_at)
    papers = papers_of(command.materials, commitments=command.commitments)
    await late.replace_papers(connection, application.id, command.case_id, papers)
    ended = SpecialProcedureEnded(
        application_id=application.id, case_id=wait.case_id, procedure_id=wait.id, end_time=timestamp(ended_at)
    )
    await say(connection, application.id, ended, cause=envelope.id, now=now)


def _days(definition: ServiceItem) -> int:
    """How long the applicant has, in working days; the process computes the day by the same."""
    own = definition.limits.supplement_working_days
    return own or max(item.limits.supplement_working_days for item in items_of(definition))
