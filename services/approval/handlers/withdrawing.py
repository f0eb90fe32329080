"""The race of withdrawal, decision and lapse, settled under the referee's row lock: exactly one takes each case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.approval.v1.commands_pb2 import EndUndecided
from onetrip.approval.v1.events_pb2 import CaseInterest, UndecidedEnded, WithdrawalSettled
from onetrip.intake.v1.events_pb2 import WithdrawalRequested
from runtime.messages import Envelope
from runtime.outbox import redrive
from services.approval.codec import END_REASON, timestamp
from services.approval.domain.outcomes import Basis, split
from services.approval.handlers.calling_off import WINDOW, call_off
from services.approval.handlers.office import Office, say
from services.approval.store import applications, hearings, outcomes


async def on_withdrawal_requested(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, event: WithdrawalRequested
) -> None:
    """Withdraw every case that is not decided; what was decided first stands. Answer WithdrawalSettled.

    An application that approval has not heard of gets a tombstone, which its opening will find.
    """
    now = office.clock.now()
    application = await applications.lock(connection, event.application_id)
    if application is None:
        if await applications.leave_tombstone(connection, event.application_id, envelope.id, now):
            settled = WithdrawalSettled(application_id=event.application_id, withdrawn=True, settle_time=timestamp(now))
            await say(connection, event.application_id, settled, cause=envelope.id, now=now)
            return
        application = await applications.lock(connection, event.application_id)
    if application is not None and application.withdrawn_cause is not None:
        await redrive(connection, application.withdrawn_cause)
        return
    await withdraw_open_cases(connection, event.application_id, cause=envelope.id, now=now)


async def withdraw_open_cases(
    connection: asyncpg.Connection, application_id: str, *, cause: str, now: datetime
) -> None:
    """End the open cases as withdrawn and say so. The caller holds the referee's row."""
    cases = split(await outcomes.endings(connection, application_id), Basis.WITHDRAWN)
    if cases.ending:
        await outcomes.end(connection, application_id, cases.ending, Basis.WITHDRAWN, cause, now)
        await call_off(connection, application_id, [*cases.ending, WINDOW], cause, now)
        await outcomes.end_acceptance(connection, application_id, now)
        await applications.note_withdrawal(connection, application_id, cause, now)
    settled = WithdrawalSettled(
        application_id=application_id,
        withdrawn=bool(cases.ended),
        withdrawn_case_ids=cases.ended,
        decided_case_ids=cases.decided,
        settle_time=timestamp(now),
        interests=await _interests(connection, cases.ended),
    )
    await say(connection, application_id, settled, cause=cause, now=now)


async def on_end_undecided(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, command: EndUndecided
) -> None:
    """End the cases named (none named: all) that are not decided. Answer UndecidedEnded.

    An operator's end takes all or, where a case is decided or the duplicate is none, nothing (decision 0053).
    """
    now = office.clock.now()
    basis = END_REASON.get(command.reason)
    if command.duplicate_of:
        # In the order of their ids: two that are each to end for the other's sake settle it one after the other.
        await applications.lock(connection, min(command.application_id, command.duplicate_of))
    application = await applications.lock(connection, command.application_id)
    if application is None or basis is None:
        raise UnknownMatter("nothing is known of the application, or no reason is given")
    cases = split(await outcomes.endings(connection, command.application_id), basis, set(command.case_ids))
    if basis is Basis.TERMINATED and (cases.decided or await _is_no_duplicate(connection, command)):
        cases = replace(cases, ending=())
    elif not command.case_ids:
        await outcomes.end_acceptance(connection, command.application_id, now)
    await outcomes.end(connection, command.application_id, cases.ending, basis, envelope.id, now)
    ended_now = [*cases.ending, *(() if command.case_ids else (WINDOW,))] if cases.ending else []
    await call_off(connection, command.application_id, ended_now, envelope.id, now)
    ended = UndecidedEnded(
        application_id=command.application_id,
        ended_case_ids=cases.ended,
        decided_case_ids=cases.decided,
        reason=command.reason,
        end_time=timestamp(now),
        needed_case_ids=command.needed_case_ids,
        request_id=command.request_id,
        duplicate_of=command.duplicate_of,
        ground=command.ground,
        interests=await _interests(connection, cases.ended),
    )
    await say(connection, command.application_id, ended, cause=envelope.id, now=now)


async def _interests(connection: asyncpg.Connection, case_ids: Sequence[str]) -> list[CaseInterest]:
    return [
        CaseInterest(case_id=case_id, person_ids=people)
        for case_id, people in await hearings.interests(connection, case_ids)
    ]


async def _is_no_duplicate(connection: asyncpg.Connection, command: EndUndecided) -> bool:
    if not command.duplicate_of:
        return False
    return not await applications.handles_the_same(connection, command.duplicate_of, command.application_id)
