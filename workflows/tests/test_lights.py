"""What the changes of lights say 红黄灯, without a workflow."""

from datetime import UTC, date, datetime

from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import StartApplication
from workflows.facts import Facts
from workflows.limits.case_clock import CaseClock
from workflows.matter import Matter
from workflows.steps.clocks import light_changed
from workflows.steps.review import delivery_light
from workflows.tests import filings
from workflows.tests.filings import case, item, submitted


def test_no_light_has_the_message_id_of_another_whatever_a_stage_is_called() -> None:
    received = datetime(2026, 11, 27, tzinfo=UTC)
    matter = Matter.of(StartApplication(submitted=submitted(item(), received), calendar=filings.CALENDAR))
    facts, extended = Facts(), Facts()
    extended.take(filings.extended(10, received))
    due, now = process.DueDate(date="2026-12-25"), datetime(2026, 12, 21, tzinfo=UTC)
    drafts = [
        light_changed(CaseClock(matter, matter.cases[0], known), code, "fire", state.LIGHT_YELLOW, due, now)
        for known, code in ((facts, ""), (extended, ""), (facts, "extended"), (facts, "delivery"))
    ]
    outcomes = {case(): state.CASE_OUTCOME_GRANTED}
    drafts.append(delivery_light(matter, outcomes, state.LIGHT_YELLOW, date(2026, 12, 25), now))
    ids = [message.id for draft in drafts for message in draft.events]
    assert len(set(ids)) == len(ids) == 5
