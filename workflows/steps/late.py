"""Steps of late material 容缺, as pure functions (decision record 0021)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import commands_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows import policies
from workflows.engine.outgoing import WHOLE, command, due_date, event, timestamp
from workflows.matter import Case, Matter
from workflows.steps.application import Draft
from workflows.steps.review import Dossier, decision_due

LAPSE_ASKED = "late-lapse-asked:"
REMINDED = "late-reminded:"


def reminded(
    matter: Matter,
    case: Case | None,
    missing: Sequence[MissingMaterial],
    last_day: date,
    now: datetime,
    calendar_number: int = 0,
) -> Draft:
    """What was promised for a day is still awaited; or a calendar moved that day, so that it is told again.

    `case` is the one that waits; None: several do, and one message is enough. The detail has the codes.
    """
    of = case.code if case else WHOLE
    said = process.LateMaterialReminded(
        application_id=matter.application_id,
        case_id=case.id if case else "",
        department=case.item.lead_department if case else matter.definition.lead_department,
        missing=missing,
        due=due_date(matter, last_day),
        remind_time=timestamp(now),
        calendar_number=calendar_number,
    )
    day, kind = last_day.isoformat(), "late-due-moved" if calendar_number else "late-reminded"
    return Draft(
        id=f"{REMINDED}{of}:{day}",
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, of, f"{kind}-{day}", calendar_number or 1, said)],
        detail=" ".join(material.material_code for material in missing),
    )


def received(dossier: Dossier, case: Case, receive_time: Timestamp, now: datetime) -> Draft:
    """All that a case waited for is in: its result is not held back any more, once an officer has looked at it."""
    matter = dossier.matter
    said = process.LateMaterialReceived(
        application_id=matter.application_id,
        case_id=case.id,
        department=case.item.lead_department,
        receive_time=receive_time,
    )
    request = approval.ReleaseCase(
        application_id=matter.application_id,
        case_id=case.id,
        materials=dossier.materials,
        due=_look_due(dossier, case, now),
        commitments=dossier.committed(case),
    )
    return Draft(
        id=f"late-received:{case.code}",
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, case.code, "late-received", 1, said)],
        commands=[command(matter, case.code, "release", 1, request)],
    )


def _look_due(dossier: Dossier, case: Case, now: datetime) -> process.DueDate:
    """By when an officer looks at it: within days, and within the decision limit where that is still ahead."""
    matter, limit = dossier.matter, decision_due(dossier, case)
    today = matter.today(now)
    soon = due_date(matter, matter.calendar.working_day_after(today, policies.LOOK_AT_LATE_WORKING_DAYS))
    return limit if today.isoformat() <= limit.date < soon.date else soon


def lapse_asked(matter: Matter, case: Case, missing: Sequence[MissingMaterial], now: datetime) -> Draft:
    """A promise was missed: approval is asked to end the case, if it is not decided. The detail has the codes."""
    request = approval.EndUndecided(
        application_id=matter.application_id, case_ids=[case.id], reason=approval.END_REASON_LAPSED
    )
    return Draft(
        id=LAPSE_ASKED + case.code,
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        commands=[command(matter, case.code, "lapse", 1, request)],
        detail=" ".join(material.material_code for material in missing),
    )


def missed(matter: Matter, case: Case, missing: Sequence[MissingMaterial], now: datetime) -> Draft:
    """One case of a bundle has lapsed by it; a whole application's lapse is told by `steps.lapsed`."""
    said = process.LateMaterialMissed(
        application_id=matter.application_id,
        case_id=case.id,
        department=case.item.lead_department,
        missing=missing,
        lapse_time=timestamp(now),
    )
    return Draft(
        id=f"late-missed:{case.code}",
        time=now,
        state=state.APPLICATION_STATE_IN_REVIEW,
        events=[event(matter, case.code, "late-missed", 1, said)],
    )
