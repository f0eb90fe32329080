"""Steps by which those whom a decision concerns are heard, as pure functions (licensing law, arts. 36, 47 and 48)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.approval.v1.events_pb2 import HearingRequested
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import OutgoingMessage
from workflows.engine.outgoing import command, due_date, event, timestamp
from workflows.facts import Facts
from workflows.matter import Case, Matter
from workflows.steps.application import Draft

APPLICANT = ""
"""Stands for the applicant's side among those who are told."""

ON_REACH = "on-reach"
"""Detail of the step that tells an interested party: the days count from when the notice reaches them."""


def whom_to_tell(case: Case, facts: Facts) -> list[str]:
    """Who is told of their rights in a case: interested parties, and the applicant where a hearing can be asked for."""
    named = sorted({person_id for person_id, case_id in facts.interested if case_id in ("", case.id)})
    return [APPLICANT, *named] if case.item.HasField("hearing") else named


def rights_step(case: Case, person_id: str) -> str:
    """The id of the step that tells somebody of their rights."""
    return f"rights:{case.code}:{person_id or 'applicant'}"


def reached_step(case: Case, person_id: str) -> str:
    """The id of the step by which the days of an interested party begin."""
    return f"reached:{case.code}:{person_id}"


def times_step(case: Case) -> str:
    """The id of the step that computes in what time a hearing is held."""
    return f"hearing-times:{case.code}"


def request_by(matter: Matter, case: Case, since: date) -> date:
    """The last day to ask for a hearing: licensing law, art. 47."""
    return matter.calendar.working_day_after(since, case.item.hearing.request_working_days)


def hold_by(matter: Matter, case: Case, asked: HearingRequested) -> date:
    """The last day to hold a hearing that was asked for: licensing law, art. 47."""
    return matter.calendar.working_day_after(_asked_on(matter, asked), case.item.hearing.hold_working_days)


def rights_told(matter: Matter, case: Case, person_id: str, now: datetime, *, on_reach: bool = False) -> Draft:
    """Somebody is told: to state a view, and until when a hearing can be asked for.

    `on_reach`: an interested party, whose days begin when that reaches them.
    """
    gives_right = case.item.HasField("hearing")
    since = None if on_reach else matter.today(now)
    return Draft(
        id=rights_step(case, person_id),
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        events=[told(matter, case, person_id, since, now)],
        commands=[open_right(matter, case, person_id, since)] if gives_right else [],
        detail=ON_REACH if on_reach and gives_right else "",
    )


def party_reached(matter: Matter, case: Case, person_id: str, reached_on: date, now: datetime) -> Draft:
    """The notice has reached an interested party, or counts as if it had: the days to ask for a hearing begin."""
    return Draft(
        id=reached_step(case, person_id),
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        commands=[open_right(matter, case, person_id, reached_on, kind="right-runs")],
        detail=reached_on.isoformat(),
    )


def told(
    matter: Matter, case: Case, person_id: str, since: date | None, now: datetime, calendar_number: int = 0
) -> OutgoingMessage:
    """What tells them; again under a calendar that moved the day (its number). `since` None: from receipt."""
    gives_right = case.item.HasField("hearing")
    said = process.RightsTold(
        application_id=matter.application_id,
        case_id=case.id,
        person_id=person_id,
        department=case.item.lead_department,
        request_by=due_date(matter, request_by(matter, case, since)) if gives_right and since else None,
        calendar_number=calendar_number,
        tell_time=timestamp(now),
        request_working_days=case.item.hearing.request_working_days if gives_right and not since else 0,
    )
    return event(matter, case.code, f"rights-told-{person_id or 'applicant'}", calendar_number + 1, said)


def open_right(
    matter: Matter,
    case: Case,
    person_id: str,
    since: date | None,
    calendar_number: int = 0,
    kind: str = "open-right",
) -> OutgoingMessage:
    """What has approval take a request, and decide nothing, until that day; `since` None: until they are reached."""
    request = approval.OpenHearingRight(
        application_id=matter.application_id,
        case_id=case.id,
        person_id=person_id,
        request_by=due_date(matter, request_by(matter, case, since)) if since else None,
    )
    return command(matter, case.code, f"{kind}-{person_id or 'applicant'}", calendar_number + 1, request)


def hearing_times(matter: Matter, case: Case, asked: HearingRequested, now: datetime) -> Draft:
    """A hearing was asked for: by when it is held, and on which days."""
    return Draft(
        id=times_step(case),
        time=now,
        state=state.APPLICATION_STATE_UNSPECIFIED,
        commands=[set_times(matter, case, asked)],
    )


def set_times(matter: Matter, case: Case, asked: HearingRequested, calendar_number: int = 0) -> OutgoingMessage:
    """What tells approval. Twice the days are named: one that is late is held on one of those that follow."""
    hearing, calendar, start = case.item.hearing, matter.calendar, _asked_on(matter, asked)
    named = 2 * (hearing.hold_working_days + hearing.notice_working_days)
    request = approval.SetHearingTimes(
        application_id=matter.application_id,
        case_id=case.id,
        hold_by=due_date(matter, hold_by(matter, case, asked)),
        working_days=[calendar.working_day_after(start, count).isoformat() for count in range(1, named + 1)],
        notice_working_days=hearing.notice_working_days,
    )
    return command(matter, case.code, "hearing-times", calendar_number + 1, request)


def _asked_on(matter: Matter, asked: HearingRequested) -> date:
    return matter.today(asked.request_time.ToDatetime(UTC))
