"""The words of notices by which those whom a decision concerns are heard (licensing law, arts. 36, 47 and 48). Pure."""

from __future__ import annotations

from datetime import UTC

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from services.notification import texts
from services.notification.matter import Localized, name_in
from services.notification.rendering.case_words import NOTHING, Case, Written, due


def rights(event: process.RightsTold, case: Case) -> Written:
    """Who is told of which rights: the applicant of an application, an interested party of a matter."""
    item_code = event.case_id.removeprefix(f"{event.application_id}.")
    words = {
        "item": name_in(case.matter.items, item_code),
        "department": name_in(case.matter.departments, event.department),
        "hearing": _right(event),
        "again": texts.phrase("hearing-day-moved") if event.calendar_number else NOTHING,
        "application": Localized.same(event.application_id),
    }
    return "rights_party" if event.person_id else "rights", words


def _right(event: process.RightsTold) -> Localized:
    """Until when a hearing can be asked for: a day, or so many from when this is received; nothing for no right."""
    if event.request_by.date:
        return texts.phrase("hearing-right", due=due(event.request_by))
    if event.request_working_days:
        return texts.phrase("hearing-right-on-receipt", days=Localized.same(str(event.request_working_days)))
    return NOTHING


def hearing(event: approval.HearingAnnounced, case: Case) -> Written:
    """When and where a hearing is, or that it was moved."""
    item_code = event.case_id.removeprefix(f"{event.application_id}.")
    return "hearing", {
        "item": name_in(case.matter.items, item_code),
        "department": name_in(case.matter.departments, event.department),
        "at": texts.moment(event.hearing_time.ToDatetime(tzinfo=UTC).astimezone(case.zone)),
        "place": Localized.same(case.words),
        "moved": texts.phrase("hearing-moved") if event.number > 1 else NOTHING,
    }
