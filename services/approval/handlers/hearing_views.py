"""Views and hearings as whoever decides a case reads them."""

import asyncpg

from onetrip.approval.v1 import review_service_pb2 as pb
from onetrip.process.v1.events_pb2 import DueDate
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.store import hearings


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
    found = await hearings.hearing(connection, case_id)
    if found is None:
        return None
    due = DueDate(date=found.hold_by.isoformat(), provisional=found.provisional) if found.hold_by else None
    return pb.CaseHearing(
        request_time=timestamp(found.requested_at),
        hold_by=due,
        hearing_time=timestamp(found.hearing_time) if found.hearing_time else None,
        place=office.open_words(application_id, found.place),
        record=office.open_words(application_id, found.record),
    )
