"""Doing again, as it was, what was said before this database was set back to an earlier moment (decision 0067).

The message that was taken back says what came of it; the command that it answered, heard again, what it rests on. Who
decided then is not in the message: it stands in the access log, as who read the facts.
"""

from __future__ import annotations

import asyncpg

from onetrip.approval.v1.events_pb2 import AcceptanceDecided, StageCompleted, SupplementAsked
from runtime.outbox import redrive
from services.approval.codec import instant_of
from services.approval.domain.outcomes import Basis, split
from services.approval.domain.supplements import Notice
from services.approval.domain.tasks import TaskState
from services.approval.handlers.calling_off import WINDOW, call_off
from services.approval.handlers.office import Office
from services.approval.store import applications, outcomes, taken_back, tasks
from services.approval.store.applications import ApplicationRow
from services.approval.store.taken_back import Said


async def accept(office: Office, connection: asyncpg.Connection, application: ApplicationRow, cause: str) -> bool:
    """Answer a request for acceptance as it was, and close its task where there is one. False: nothing says how."""
    said = await taken_back.answer(connection, application, cause, AcceptanceDecided, SupplementAsked)
    if said is None:
        return False
    event = said.event
    if isinstance(event, SupplementAsked):
        await _note_notice(connection, application, said)
    elif event.accepted:
        await applications.note_acceptance(connection, application.id, office.day_of(instant_of(event.decide_time)))
    else:
        cases = split(await outcomes.endings(connection, application.id), Basis.NOT_ACCEPTED)
        at = instant_of(event.decide_time)
        await outcomes.end(connection, application.id, cases.ending, Basis.NOT_ACCEPTED, cause, at)
        await call_off(connection, application.id, [*cases.ending, WINDOW], cause, at)
    await outcomes.end_acceptance(connection, application.id, office.clock.now())
    await redrive(connection, cause)
    return True


async def _note_notice(connection: asyncpg.Connection, application: ApplicationRow, said: Said) -> None:
    event = said.event
    known = {notice.number for notice in await tasks.notices_sent(connection, application.id)}
    if event.round not in known:
        notice = Notice(event.round, event.department, "")
        content = event.SerializeToString()
        await tasks.note_notice(connection, application.id, notice, content, said.cause, said.at, event.sealed_new_fact)


async def pass_stage(connection: asyncpg.Connection, application: ApplicationRow, cause: str) -> None:
    """Finish the task of a stage that had been passed."""
    said = await taken_back.answer(connection, application, cause, StageCompleted)
    if said is None:
        return
    for task in await tasks.under_way(connection, [application.id]):
        if (task.case_id, task.stage) == (said.event.case_id, said.event.stage):
            at = instant_of(said.event.complete_time)
            await tasks.finish(connection, task.id, TaskState.DONE, at, officer="")
