"""Views and hearings as whoever decides a case reads them."""

import asyncpg

from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.process.v1.events_pb2 import DueDate
from services.approval.codec import HEARING_ENDING_TO_PROTO, timestamp
from services.approval.domain.tasks import TaskKind
from services.approval.handlers.office import Office
from services.approval.store import hearings, sittings
from services.approval.store.sittings import HearingRow
from services.approval.store.tasks import TaskRow


async def statements(
    office: Office, connection: asyncpg.Connection, application_id: str, case_id: str
) -> list[pb.StatedView]:
    """The views stated about a case, for who decides it."""
    return [
        pb.StatedView(
            id=each.id,
            by_applicant=each.by_applicant,
            text=office.open_words(application_id, each.text),
            state_time=timestamp(each.stated_at),
        )
        for each in await hearings.stated(connection, application_id)
        if each.case_id in ("", case_id)
    ]


async def hearing_of(
    office: Office, connection: asyncpg.Connection, application_id: str, case_id: str
) -> pb.CaseHearing | None:
    """The hearing of a case as officers see it; None: nobody asked for one."""
    found = await sittings.hearing(connection, sittings.BEFORE_DECISION, case_id)
    return hearing_view(office, application_id, found) if found is not None else None


def kept_for(row: TaskRow) -> sittings.Kept:
    """Where the hearing is kept that a task is about."""
    return sittings.BEFORE_REVOCATION if row.kind is TaskKind.REVOCATION else sittings.BEFORE_DECISION


async def hearing_of_task(office: Office, connection: asyncpg.Connection, row: TaskRow) -> pb.CaseHearing | None:
    """The hearing that a task is about: before the decision, or for the task of a revocation before that."""
    found = await sittings.hearing(connection, kept_for(row), row.case_id)
    return hearing_view(office, row.application_id, found) if found is not None else None


def hearing_view(office: Office, application_id: str, found: HearingRow) -> pb.CaseHearing:
    """A hearing as officers see it, opened. Raises SealBroken."""
    due = DueDate(date=found.hold_by.isoformat(), provisional=found.provisional) if found.hold_by else None
    return pb.CaseHearing(
        request_time=timestamp(found.requested_at),
        hold_by=due,
        hearing_time=timestamp(found.hearing_time) if found.hearing_time else None,
        place=office.open_words(application_id, found.place),
        record=office.open_words(application_id, found.record),
        ending=HEARING_ENDING_TO_PROTO[found.ending] if found.ending else None,
    )
