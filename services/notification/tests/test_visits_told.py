"""What the promise of one visit changes is told by a notice: to who has no account too."""

from __future__ import annotations

from onetrip.approval.v1.events_pb2 import VISIT_KIND_COLLECTION, ApplicationOpened, VisitConversion, VisitRefused
from onetrip.notification.v1 import events_pb2 as pb
from runtime.messages import Envelope, type_of
from services.notification.handlers.visiting import on_opened, on_visit_refused
from services.notification.tests.samples import NOW, Story
from services.notification.tests.test_withdrawals import Kept


def _envelope(event: ApplicationOpened | VisitRefused) -> Envelope:
    return Envelope("m", type_of(event), "test", "", NOW, event.SerializeToString(), None, "t", 0, 0)


async def test_what_was_converted_at_the_opening_is_told_and_nothing_where_nothing_was(story: Story) -> None:
    plain, kept = ApplicationOpened(application_id=story.id), Kept()
    await on_opened(story.office, kept, _envelope(plain), plain)
    assert not kept.rows
    opened = ApplicationOpened(application_id=story.id, conversions=[VisitConversion(refused=VISIT_KIND_COLLECTION)])
    await on_opened(story.office, kept, _envelope(opened), opened)
    assert [pb.NOTICE_KIND_VISIT_CONVERTED in row for row in kept.rows] == [True]


async def test_a_visit_refused_is_told_once_for_each(story: Story) -> None:
    kept = Kept()
    for visit_id in ("one", "two"):
        refused = VisitRefused(application_id=story.id, visit_id=visit_id)
        await on_visit_refused(story.office, kept, _envelope(refused), refused)
    told = [(pb.NOTICE_KIND_VISIT_REFUSED in row, "one" in row, "two" in row) for row in kept.rows]
    assert told == [(True, True, False), (True, False, True)]
