"""What runs beside an application: follow-ups of bad ratings, checks of commitments, what departments are given to do.

Each kind is described here once, as recovery and calendars need it too; `bridge.py` begins, tells and rebuilds
all of them alike. Each has a store and rules of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from temporalio.common import Priority, TypedSearchAttributes

from onetrip.approval.v1.events_pb2 import CaseDecided
from onetrip.intake.v1.events_pb2 import ApplicationRated
from onetrip.process.v1.workflow_pb2 import Event, StartAssignment, StartCommitmentCheck, StartFollowUp
from runtime.messages import Envelope
from workflows import policies
from workflows.beside import (
    assignment_rules,
    assignment_store,
    commitment_rules,
    commitment_store,
    follow_up_rules,
    follow_up_store,
)
from workflows.calendars import lagging
from workflows.engine import recovery
from workflows.engine.store import Kept
from workflows.operators import search_attributes
from workflows.operators import text as operator_text

Start = StartFollowUp | StartCommitmentCheck | StartAssignment


@dataclass(frozen=True)
class Kind:
    """One kind of workflow beside an application.

    `recovery`, `lagging`: the same kind to who looks for lost ones, and to who tells of calendars.
    `begins`: what begins one, and what it is started with as far as the event says it; None: this event begins none.
    `hears`: what one is told, and the key of the one that it concerns; `key` is the key of a start.
    `begin`, `kept`, `hear`: its store. `begin` leaves one that is known as it is; `kept` is None for what is not open.
    """

    recovery: recovery.Kind
    lagging: lagging.Kind
    begins: Mapping[type[Message], Callable[[Any], Start | None]]
    hears: Mapping[type[Message], Callable[[Envelope, Any], str]]
    key: Callable[[Any], str]
    begin: Callable[[Any, Any, str, datetime], Awaitable[None]]
    kept: Callable[[Any, str], Awaitable[Kept | None]]
    hear: Callable[[Any, str, Event, datetime], Awaitable[None]]
    attributes: Callable[[Any], TypedSearchAttributes]
    summary: Callable[[Any], str]
    priority: Callable[[Any], Priority]


@dataclass(frozen=True)
class Terms:
    """The limits that are settings, in working days: to answer a bad rating; for an applicant to be heard before a
    revocation; for an approver then to decide.
    """

    follow_up: int
    statement: int
    revocation: int


def kinds(terms: Terms) -> tuple[Kind, ...]:
    """All of them."""
    return follow_ups(terms), commitments(terms), assignments()


def follow_ups(terms: Terms) -> Kind:
    """A bad rating until it is answered or set aside: one for an application."""

    def of_rating(rated: ApplicationRated) -> StartFollowUp | None:
        if rated.level not in follow_up_rules.BAD_LEVELS:
            return None
        return StartFollowUp(rated=rated, limit_working_days=terms.follow_up)

    return Kind(
        recovery.FOLLOW_UPS,
        lagging.FOLLOW_UPS,
        begins={ApplicationRated: of_rating},
        hears=dict.fromkeys(follow_up_rules.EVENTS.values(), lambda envelope, _: envelope.subject),
        key=lambda start: start.rated.application_id,
        begin=follow_up_store.begin,
        kept=follow_up_store.kept,
        hear=lambda connection, key, event, _: follow_up_store.hear(connection, key, event),
        attributes=lambda start: search_attributes.at_follow_up(start.rated, start.calendar.version),
        summary=lambda start: operator_text.follow_up_summary(start.rated),
        priority=lambda start: policies.priority_of(start.rated.item_code),
    )


def commitments(terms: Terms) -> Kind:
    """A grant that rests on a commitment until that is known to be true or the grant is decided on: one for a case."""

    def of_grant(decided: CaseDecided) -> StartCommitmentCheck | None:
        if not decided.commitments:
            return None
        start = StartCommitmentCheck(
            decided=decided, statement_working_days=terms.statement, revocation_working_days=terms.revocation
        )
        start.decided.ClearField("sealed_reasons")
        return start

    return Kind(
        recovery.COMMITMENTS,
        lagging.COMMITMENTS,
        begins={CaseDecided: of_grant},
        # Most grants that are revoked rest on no commitment: such an event finds none.
        hears=dict.fromkeys(commitment_rules.EVENTS.values(), lambda _, message: message.case_id),
        key=lambda start: start.decided.case_id,
        begin=commitment_store.begin,
        kept=commitment_store.kept,
        hear=lambda connection, key, event, _: commitment_store.hear(connection, key, event),
        attributes=lambda start: search_attributes.at_commitment(start.decided, start.calendar.version),
        summary=lambda start: operator_text.commitment_summary(start.decided),
        priority=lambda start: policies.priority_of(start.decided.item_code),
    )


def assignments() -> Kind:
    """A ticket or a review until it is done: all that it is told closes it (decision 0040)."""

    def opening(of: Callable[..., Any]) -> Callable[[Any], StartAssignment]:
        return lambda message: StartAssignment(assignment=of(message))

    def closed(field: str) -> Callable[[Envelope, Any], str]:
        return lambda _, message: getattr(message, field)

    return Kind(
        recovery.ASSIGNMENTS,
        lagging.ASSIGNMENTS,
        begins={message: opening(of) for message, of in assignment_rules.OPENING.items()},
        hears={message: closed(field) for message, field in assignment_rules.CLOSING.items()},
        key=lambda start: start.assignment.id,
        begin=assignment_store.begin,
        kept=assignment_store.kept,
        hear=lambda connection, key, _, time: assignment_store.close(connection, key, time),
        attributes=lambda start: search_attributes.at_assignment(start.assignment, start.calendar.version),
        summary=lambda start: operator_text.assignment_summary(start.assignment.kind),
        priority=lambda _: Priority.default,
    )
