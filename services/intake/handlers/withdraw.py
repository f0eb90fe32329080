"""Asking to withdraw. Approval settles it: what was decided first stands (decision record 0005)."""

from __future__ import annotations

from dataclasses import replace

from contracts.errors.applications import AlreadyWithdrawn, ApplicationEnded, EtagMismatch
from contracts.errors.decisions import AlreadyDecided
from contracts.topics.names import INTAKE_EVENTS
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2
from runtime.messages import Outbound
from runtime.tokens import Principal
from services.intake.checks import Violations
from services.intake.domain import State
from services.intake.handlers.access import absent, refuse_ended_mandate, seen_by
from services.intake.handlers.counter import refuse_concerned
from services.intake.handlers.lookup import shown
from services.intake.handlers.serving import Actor, acting, withdrawal_of
from services.intake.office import Office
from services.intake.store import Change, Stored, Tables
from services.intake.view import timestamp


async def withdraw(
    office: Office, request: service_pb2.WithdrawApplicationRequest, caller: Principal
) -> service_pb2.WithdrawApplicationResponse:
    """Record the wish to withdraw; the answer says whether it waits to be settled.

    Raises NotFound, InvalidInput, EtagMismatch, AlreadyDecided, AlreadyWithdrawn, ApplicationEnded, RequestIdReused, or
    as `serving.acting` and `counter.refuse_concerned` do.
    """
    violations = Violations()
    violations.request_id(request.request_id)
    violations.refuse()
    actor = acting(office, caller, request.id, request.served)
    seen = await seen_by(office, request.id, actor.person, by_clerk=False)
    if actor.by_clerk:
        await refuse_concerned(office, caller, seen, actor.person.subject)
    key = actor.key_of(office, request)
    async with office.store.transaction() as tables:
        stored = await tables.applications.lock(seen.id)
        if stored is None:
            raise absent()
        await actor.log(office, tables, stored)
        if await tables.requests.answered(key) is None:
            await refuse_ended_mandate(office, tables, actor.person, stored)
            _refuse_what_cannot_be(stored, request.etag)
            await tables.requests.remember(key, stored.id, office.clock.now())
            await ask(office, tables, stored, actor)
    stored = await office.store.applications.read(seen.id) or seen
    return service_pb2.WithdrawApplicationResponse(
        application=await shown(office, stored), pending=stored.progress.withdrawal_pending
    )


def _refuse_what_cannot_be(stored: Stored, etag: str) -> None:
    """Raise what keeps a withdrawal from being asked for, if anything does."""
    if etag and etag != str(stored.version):
        raise EtagMismatch("the application changed meanwhile: look again")
    progress = stored.progress
    if progress.state is State.WITHDRAWN:
        raise AlreadyWithdrawn("the application is withdrawn")
    if progress.ended:
        raise ApplicationEnded("the application has ended")
    # Every case is decided; where approval knows more than has come here, it says so.
    if progress.state in (State.DECIDED, State.DELIVERING) or progress.withdrawal_settled_at:
        raise AlreadyDecided("everything is decided: a decision stands")


async def ask(office: Office, tables: Tables, stored: Stored, actor: Actor) -> None:
    """Ask for the withdrawal of an application whose row is locked; asked for already, nothing is said again."""
    now = office.clock.now()
    if stored.progress.withdrawal_pending:
        return
    progress = replace(stored.progress, withdrawal_asked_at=now)
    event = events_pb2.WithdrawalRequested(
        application_id=stored.id,
        requested_by=actor.caller.subject,
        requested_as=actor.capacity(stored),  # pyright: ignore[reportArgumentType]
        receive_time=timestamp(now),
        served_person_id=actor.served.person_id,
        channel=actor.served.channel,
        receive_date=actor.served.receive_date,
    )
    await tables.applications.change([Change(stored.id, progress, [withdrawal_of(event, now)])], now)
    await tables.send(now, [Outbound(INTAKE_EVENTS, stored.id, f"{stored.id}:withdrawal", event)])
