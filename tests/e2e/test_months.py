"""The journeys in which months pass, on a real stack whose clock runs ahead: 1.5 days in a second."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import pytest_asyncio

from cli.demo.months import months
from cli.journeys import IN_MONTHS
from cli.journeys.construction import ConstructionStory
from cli.journeys.renewal import RenewalStory
from cli.journeys.story import Record, Story
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2
from tests.e2e.conftest import played
from tests.e2e.revoking import revoked_after_a_false_commitment
from tests.e2e.test_journeys import ENDED, ONE_OF_EACH, VERIFIED, assert_orderly, told

RED, YELLOW = state_pb2.LIGHT_RED, state_pb2.LIGHT_YELLOW


@dataclass(frozen=True)
class Months:
    """What happened in them: the journeys by their codes, and a revocation."""

    stories: Mapping[str, Story]
    revoked: Record


@pytest_asyncio.fixture(name="passed", scope="module", loop_scope="session")
async def _passed() -> Months:
    """All side by side."""
    codes = sorted(IN_MONTHS)
    async with months() as place:
        revoking = asyncio.create_task(revoked_after_a_false_commitment(place))
        stories = await asyncio.gather(*(played(place, code) for code in codes))
        return Months(dict(zip(codes, stories, strict=True)), await revoking)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stories(passed: Months) -> Mapping[str, Story]:
    """The journeys."""
    return passed.stories


async def test_stages_follow_in_order_while_a_hearing_and_experts_stop_the_clock_for_weeks_and_the_head_extends_it(
    stories: Mapping[str, Story],
) -> None:
    story = stories["construction"]
    assert isinstance(story, ConstructionStory)
    (record,) = story.records
    assert_orderly(record)
    assert record.happened == [
        *("RECEIVED", *VERIFIED, "TASK_CLAIMED", "ACCEPTED"),
        *("TASK_CLAIMED", "CLOCK_PAUSED", "CLOCK_RESUMED", "STAGE_COMPLETED"),  # documents, with the hearing
        *("TASK_CLAIMED", "CLOCK_PAUSED", "DEADLINE_EXTENDED", "CLOCK_RESUMED", "STAGE_COMPLETED"),  # experts
        *("TASK_CLAIMED", "STAGE_COMPLETED"),  # the check on site
        *("TASK_CLAIMED", "CASE_GRANTED", *ENDED),
    ]
    assert told(record) == {
        **ONE_OF_EACH,
        notices.NOTICE_KIND_SPECIAL_PROCEDURE: 2,
        notices.NOTICE_KIND_EXTENSION: 1,
    }
    assert story.refused == ["SPECIAL_PROCEDURE_OPEN", "HEAD_APPROVAL_REQUIRED", "ALREADY_EXTENDED"]
    accepted, paused, extended, resumed = story.accepted, story.paused, story.extended, story.resumed
    assert accepted and paused and extended and resumed
    assert paused.paused and paused.due.provisional and paused.due.date > accepted.due.date
    assert extended.paused and extended.due.date > paused.due.date
    assert not resumed.paused and resumed.due.date > paused.due.date
    assert resumed.promised.date > accepted.promised.date, "what is not counted moves the promise too"
    assert YELLOW in story.lights
    application = record.application
    assert (application.visits_used, application.visits_budget) == (0, 0)
    assert record.decisions[0].department == "housing-construction"


async def test_a_renewal_that_nobody_decides_is_granted_at_the_end_of_the_permits_last_day(
    stories: Mapping[str, Story],
) -> None:
    story = stories["renewal"]
    assert isinstance(story, RenewalStory)
    (record,) = story.records
    assert_orderly(record)
    assert record.happened == ["RECEIVED", *VERIFIED, "ACCEPTED", "CASE_GRANTED_BY_SILENCE", *ENDED]
    assert told(record) == ONE_OF_EACH
    (case,) = record.application.cases
    assert case.outcome == state_pb2.CASE_OUTCOME_GRANTED and case.certificate_number
    assert "第五十条" in record.decisions[0].reasons
    assert {YELLOW, RED} <= set(story.lights)


async def test_a_grant_on_a_false_commitment_is_revoked_when_its_applicant_was_heard_and_that_is_its_end(
    passed: Months,
) -> None:
    record = passed.revoked
    assert [kind for kind in record.happened if kind in {"REVOCATION_PROPOSED", "DECISION_REVOKED"}] == [
        "REVOCATION_PROPOSED",
        "DECISION_REVOKED",
    ]
    assert record.application.state == state_pb2.APPLICATION_STATE_COMPLETED, "it was in hand, and stays what it was"
    (decision,) = record.decisions
    assert decision.revoked and decision.finding.statement_due.date
    assert told(record)[notices.NOTICE_KIND_REVOCATION] == 1
