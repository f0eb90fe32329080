"""Decision and delivery 决定、送达: the results are handed over, refusals too, and the time for it is watched."""

from __future__ import annotations

from datetime import date

from onetrip.catalog.v1.catalog_pb2 import DELIVERY_METHOD_ELECTRONIC
from onetrip.process.v1 import state_pb2 as state
from workflows import patches
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.limits.clocks import yellow_day_of, yellow_share_of
from workflows.limits.legal_limits import NO_PAUSES
from workflows.operators import text as operator_text
from workflows.operators import view as operator_view
from workflows.steps import application as steps
from workflows.steps import review as review_steps
from workflows.steps.review import Dossier


async def hand_over(course: Course, dossier: Dossier) -> None:
    """Tells that every case is decided, waits until the results are in the applicant's hands, completes.

    Ends as revoked when all that was decided was revoked on the way.
    """
    matter, facts = course.matter, course.facts
    decided_at = None
    if facts.ended_at and patches.taken(patches.DELIVERY_FROM_DECISION):
        decided_at = max(facts.ended_at.values())
    draft = review_steps.decided(dossier, facts.outcomes, course.now(), decided_at)
    record = await course.establish(draft)
    if draft.commands:
        decided_on = review_steps.decided_on(matter, record)
        electronic = matter.submitted.delivery_method == DELIVERY_METHOD_ELECTRONIC
        if not electronic:
            operator_view.show_delivery(course, review_steps.delivery_due(matter, decided_on))
        # Nobody is urged by a machine's clock: only what a machine hands over is asked for again.
        question = course.questions.open(draft.commands) if electronic else None
        await _in_hand(course, decided_on)
        if question is not None:
            course.questions.close(question)
    # Approval's row lock has let one of the two happen: in hand, or revoked on the way.
    over = steps.revoked if facts.delivery_stopped else steps.completed
    await course.establish(over(matter, course.now()))


async def _in_hand(course: Course, decided_on: date) -> None:
    """Waits until the result is in hand; its light turns meanwhile as those of the decision limit do."""
    last_day, facts = review_steps.delivery_due(course.matter, decided_on), course.facts
    alarms = _alarms(course, decided_on, last_day)
    for light, alarm in alarms.items():
        if await course.until(lambda: facts.delivery_over, alarm):
            break
        await course.establish(
            review_steps.delivery_light(course.matter, facts.outcomes, light, last_day, course.now())
        )
        course.lights.update(dict.fromkeys((case.id for case in course.matter.cases), light))
        operator_view.show_light(light)
        operator_view.show_table(course)
    for alarm in alarms.values():
        course.alarms.clear(alarm)
    await course.until(lambda: facts.delivery_over)


def _alarms(course: Course, decided_on: date, last_day: date) -> dict[state.Light, Alarm]:
    """Yellow on the day from which the item's share of the limit is used, red after the last (domain.md, "Clocks")."""
    matter, text = course.matter, operator_text.delivery_timer
    limit = matter.days("delivery_working_days")
    share = yellow_share_of(matter.definition.limits.yellow_percent)
    yellow_day = yellow_day_of(matter.calendar, decided_on, NO_PAUSES, limit, share) or last_day
    yellow = course.alarm_at(matter.calendar.start_of(yellow_day), text("yellow"), by_calendar=True)
    return {
        state.LIGHT_YELLOW: yellow,
        state.LIGHT_RED: course.alarm_after(last_day, text("red")),
    }
