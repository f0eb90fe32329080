"""Decision and delivery 决定、送达: the results are handed over, refusals too."""

from __future__ import annotations

from datetime import UTC

from onetrip.catalog.v1.catalog_pb2 import DELIVERY_METHOD_ELECTRONIC
from workflows import operator_view, review_steps, steps
from workflows.course import Course
from workflows.review_steps import Dossier


async def hand_over(course: Course, dossier: Dossier) -> None:
    """Tells that every case is decided, waits until the results are in the applicant's hands, completes."""
    matter, facts = course.matter, course.facts
    draft = review_steps.decided(dossier, facts.outcomes, course.now())
    record = await course.establish(draft)
    if draft.commands:
        if matter.submitted.delivery_method == DELIVERY_METHOD_ELECTRONIC:
            await course.answered(draft.commands, lambda: facts.delivered)
        else:
            operator_view.show_delivery(course, review_steps.delivery_due(matter, record.time.ToDatetime(UTC)))
            await course.until(lambda: facts.delivered)
    await course.establish(steps.completed(matter, course.now()))
