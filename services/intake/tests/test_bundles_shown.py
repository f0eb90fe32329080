"""A bundle as its applicant sees it: the latest of its cases' limits, and why a case ended."""

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from services.intake.domain import Due
from services.intake.office import Office
from services.intake.tests.test_following import News, filed, read
from services.intake.view import latest

DUES = st.builds(Due, st.dates().map(str), st.booleans())


@given(st.lists(st.one_of(st.none(), DUES), max_size=5))
def test_an_application_shows_the_latest_of_its_cases_limits(dues: list[Due | None]) -> None:
    shown = latest(dues)
    known = [due for due in dues if due]
    assert (shown is None) == (not known)
    assert shown is None or all(due.date <= shown.date for due in known)


@pytest.fixture
def news(pool: asyncpg.Pool) -> News:
    return News(pool)


@pytest.mark.engines
async def test_the_timeline_says_which_case_was_lacking_and_the_limits_are_the_latest(
    office: Office, news: News
) -> None:
    caller, application = await filed(office)
    needing, needed = f"{application.id}.other", f"{application.id}.graduate-residence"
    progress = [
        process.CaseProgress(case_id=case_id, due=process.DueDate(date=due), promised=process.DueDate(date=promised))
        for case_id, due, promised in ((needed, "2026-12-23", "2026-12-04"), (needing, "2026-12-30", "2026-12-01"))
    ]
    await news.tell(
        application.id,
        process.ApplicationAccepted(cases=progress),
        approval.UndecidedEnded(
            ended_case_ids=[needing],
            reason=commands.END_REASON_PREREQUISITE_REFUSED,
            needed_case_ids=[needed],
        ),
    )
    view = await read(office, application.id, caller)
    assert (view.due.date, view.promised.date) == ("2026-12-30", "2026-12-04")
    entry = view.timeline[-1]
    assert (entry.kind, entry.case_id) == ("CASE_ENDED_FOR_WANT", needing)
    assert entry.text.en.endswith(f"not granted: {view.item_name.en}")
