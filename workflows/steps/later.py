"""Steps of a supplement after acceptance 补交告知, as pure functions (decision record 0057; local, by the item)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.approval.v1.events_pb2 import LaterSupplementAsked
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows.engine.outgoing import command, due_date, event, timestamp
from workflows.matter import Case, Matter
from workflows.steps.application import Draft, supplement_due
from workflows.steps.review import Dossier

REQUESTED, REMINDED, OVER = "later-requested", "later-reminded", "later-over"


def requested(
    matter: Matter, case: Case, asked: LaterSupplementAsked, round: int, handled: int, now: datetime
) -> Draft:
    """The applicant is told what officers ask for. `handled` is the last supplement that came before it."""
    said = process.SupplementRequested(
        application_id=matter.application_id,
        round=round,
        missing=asked.missing,
        due=due_date(matter, supplement_due(matter, now)),
        request_time=timestamp(now),
        case_id=case.id,
    )
    return Draft(
        id=f"{REQUESTED}:{case.code}",
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        events=[event(matter, case.code, REQUESTED, 1, said)],
        detail=f"{round} {handled}",
    )


def reminded(
    matter: Matter,
    case: Case,
    round: int,
    missing: Sequence[MissingMaterial],
    last_day: date,
    now: datetime,
    calendar_number: int = 0,
) -> Draft:
    """The same once more before its time is over; or a calendar moved that, so that it is told again."""
    said = process.SupplementReminded(
        application_id=matter.application_id,
        round=round,
        missing=missing,
        due=due_date(matter, last_day),
        remind_time=timestamp(now),
        calendar_number=calendar_number,
        case_id=case.id,
    )
    kind = "later-due-moved" if calendar_number else REMINDED
    return Draft(
        id=f"{REMINDED}:{case.code}",
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        events=[event(matter, case.code, kind, calendar_number or 1, said)],
    )


def over(
    dossier: Dossier, case: Case, round: int, missing: Sequence[MissingMaterial], ended_at: datetime, now: datetime
) -> Draft:
    """All is in, its time is over, or officers wait no longer: the clock runs again from an instant."""
    matter, asked = dossier.matter, dossier.facts.later
    if asked is None:
        raise ValueError("nothing was asked for after acceptance")
    said = process.LaterSupplementOver(
        application_id=matter.application_id,
        case_id=case.id,
        round=round,
        missing=missing,
        over_time=timestamp(ended_at),
    )
    request = approval.EndSupplementWait(
        application_id=matter.application_id,
        case_id=case.id,
        procedure_id=asked.procedure_id,
        materials=dossier.materials,
        commitments=dossier.committed(case),
        end_time=timestamp(ended_at),
    )
    return Draft(
        id=f"{OVER}:{case.code}",
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        events=[event(matter, case.code, OVER, 1, said)],
        commands=[command(matter, case.code, "end-supplement-wait", 1, request)],
    )
