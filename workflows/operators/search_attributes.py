"""Search attributes 检索属性: typed, few, and never personal data: Temporal stores them in the clear."""

from __future__ import annotations

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from onetrip.approval.v1.events_pb2 import CaseDecided
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import ApplicationRated, ApplicationSubmitted
from onetrip.process.v1 import state_pb2 as state
from onetrip.process.v1.workflow_pb2 import Assignment

ITEM = SearchAttributeKey.for_keyword("Item")
DEPARTMENTS = SearchAttributeKey.for_keyword_list("Departments")
STATE = SearchAttributeKey.for_keyword("State")
LIGHT = SearchAttributeKey.for_keyword("Light")
DEADLINE = SearchAttributeKey.for_datetime("Deadline")
CHANNEL = SearchAttributeKey.for_keyword("Channel")
VISITS = SearchAttributeKey.for_int("Visits")
CALENDAR_VERSION = SearchAttributeKey.for_keyword("CalendarVersion")
# What an application waits for, by codes (`operators/waits.py`), and since when.
WAITS_FOR = SearchAttributeKey.for_keyword_list("WaitsFor")
WAITS_SINCE = SearchAttributeKey.for_datetime("WaitsSince")

# The states of workflows that are no application's.
FOLLOW_UP = "FOLLOW_UP"
COMMITMENT_CHECK = "COMMITMENT_CHECK"
ASSIGNMENT = "ASSIGNMENT"
PROACTIVE_RUN = "PROACTIVE_RUN"

ALL = (ITEM, DEPARTMENTS, STATE, LIGHT, DEADLINE, CHANNEL, VISITS, CALENDAR_VERSION, WAITS_FOR, WAITS_SINCE)


def at_start(submitted: ApplicationSubmitted, calendar_version: str) -> TypedSearchAttributes:
    """The attributes that an application starts with. `Visits` is what it costs at most: never above 1."""
    definition = submitted.definition
    return TypedSearchAttributes(
        [
            SearchAttributePair(ITEM, definition.code),
            SearchAttributePair(DEPARTMENTS, [department.code for department in definition.departments]),
            SearchAttributePair(STATE, state_name(state.APPLICATION_STATE_VERIFYING)),
            SearchAttributePair(LIGHT, light_name(state.LIGHT_GREEN)),
            SearchAttributePair(CHANNEL, catalog.Channel.Name(submitted.channel).removeprefix("CHANNEL_")),
            SearchAttributePair(VISITS, max(definition.visits, int(submitted.filed_in_person))),
            SearchAttributePair(CALENDAR_VERSION, calendar_version),
        ]
    )


def at_follow_up(rated: ApplicationRated, calendar_version: str) -> TypedSearchAttributes:
    """The attributes that a follow-up starts with."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(ITEM, rated.item_code),
            SearchAttributePair(DEPARTMENTS, [rated.department.code]),
            SearchAttributePair(STATE, FOLLOW_UP),
            SearchAttributePair(LIGHT, light_name(state.LIGHT_GREEN)),
            SearchAttributePair(CHANNEL, catalog.Channel.Name(rated.channel).removeprefix("CHANNEL_")),
            SearchAttributePair(CALENDAR_VERSION, calendar_version),
        ]
    )


def at_commitment(decided: CaseDecided, calendar_version: str) -> TypedSearchAttributes:
    """The attributes that the check of a commitment starts with."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(ITEM, decided.item_code),
            SearchAttributePair(DEPARTMENTS, [decided.department]),
            SearchAttributePair(STATE, COMMITMENT_CHECK),
            SearchAttributePair(LIGHT, light_name(state.LIGHT_GREEN)),
            SearchAttributePair(CALENDAR_VERSION, calendar_version),
        ]
    )


def at_assignment(assignment: Assignment, calendar_version: str) -> TypedSearchAttributes:
    """The attributes that an assignment starts with."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(DEPARTMENTS, [assignment.department]),
            SearchAttributePair(STATE, ASSIGNMENT),
            SearchAttributePair(LIGHT, light_name(state.LIGHT_GREEN)),
            SearchAttributePair(CALENDAR_VERSION, calendar_version),
        ]
    )


def at_proactive(item_code: str) -> TypedSearchAttributes:
    """The attributes that a proactive run starts with."""
    return TypedSearchAttributes(
        [SearchAttributePair(ITEM, item_code), SearchAttributePair(STATE, PROACTIVE_RUN)],
    )


def state_name(value: state.ApplicationState) -> str:
    """A state as it is searched for: "IN_REVIEW"."""
    return state.ApplicationState.Name(value).removeprefix("APPLICATION_STATE_")


def light_name(value: state.Light) -> str:
    """A light as it is searched for: "YELLOW"."""
    return state.Light.Name(value).removeprefix("LIGHT_")
