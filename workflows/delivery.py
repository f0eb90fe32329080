"""Decision and delivery 决定、送达: the results are handed over, refusals too, and the time for it is watched."""

from __future__ import annotations

from datetime import date

from onetrip.catalog.v1.catalog_pb2 import DELIVERY_METHOD_ELECTRONIC
from onetrip.process.v1 import state_pb2 as state
from workflows import patches, rules_version
from workflows.course import Course
from workflows.limits.alarms import Alarm
from workflows.limits.clocks import yellow_day_of, yellow_share_of
from workflows.limits.legal_limits import NO_PAUSES
from workflows.operators import text as operator_text
from workflows.operators import view as operator_view
from workflows.steps import application as steps
from workflows.steps import review as review_steps
from workflows.steps.review import Dossier

_DARKEST_FIRST = (state.LIGHT_RED, state.LIGHT_YELLOW, state.LIGHT_GREEN)


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
    turn = await _taken_back(course, decided_on, last_day)
    for light, alarm in alarms.items():
        if await course.until(lambda: facts.delivery_over, alarm):
            break
        await _turn_light(course, light, last_day, turn)
    for alarm in alarms.values():
        course.alarms.clear(alarm)
    await course.until(lambda: facts.delivery_over)


async def _turn_light(course: Course, light: state.Light, last_day: date, turn: int) -> None:
    await course.establish(
        review_steps.delivery_light(course.matter, course.facts.outcomes, light, last_day, course.now(), turn)
    )
    course.lights.update(dict.fromkeys((case.id for case in course.matter.cases), light))
    operator_view.show_light(light)
    operator_view.show_table(course)


async def _taken_back(course: Course, decided_on: date, last_day: date) -> int:
    """Takes a light back that a later calendar makes too dark (decision 0016). Returns how often that was done."""
    turn = 0
    while any(course.record(review_steps.delivery_light_step(light, turn + 1)) for light in _DARKEST_FIRST):
        turn += 1
    shown = next((each for each in _DARKEST_FIRST if course.record(review_steps.delivery_light_step(each, turn))), None)
    if shown is None or course.facts.delivery_over or not course.by_rules(rules_version.EVERY_LIGHT_BY_CALENDAR):
        return turn
    today, known = course.today(), [record.id for record in course.records]
    since = known[known.index(review_steps.delivery_light_step(shown, turn)) :]
    right = state.LIGHT_YELLOW if today >= _yellow_day(course, decided_on, last_day) else state.LIGHT_GREEN
    if today > last_day or right >= shown or not any(each.startswith("calendar:") for each in since):
        return turn
    await _turn_light(course, right, last_day, turn + 1)
    return turn + 1


def _yellow_day(course: Course, decided_on: date, last_day: date) -> date:
    """From which day the item's share of the limit is used (domain.md, "Clocks")."""
    matter = course.matter
    share = yellow_share_of(matter.definition.limits.yellow_percent)
    limit = matter.days("delivery_working_days")
    return yellow_day_of(matter.calendar, decided_on, NO_PAUSES, limit, share) or last_day


def _alarms(course: Course, decided_on: date, last_day: date) -> dict[state.Light, Alarm]:
    """Yellow on the day from which the item's share of the limit is used, red after the last."""
    matter, text = course.matter, operator_text.delivery_timer
    yellow_day = _yellow_day(course, decided_on, last_day)
    yellow = course.alarm_at(matter.calendar.start_of(yellow_day), text("yellow"), by_calendar=True)
    return {
        state.LIGHT_YELLOW: yellow,
        state.LIGHT_RED: course.alarm_after(last_day, text("red")),
    }
