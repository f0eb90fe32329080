"""What a journey leaves behind for those who check it and those who sum it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1.decision_service_pb2 import Decision
from onetrip.intake.v1.application_pb2 import Application, TimelineEntry
from onetrip.notification.v1.notice_service_pb2 import Notice
from onetrip.process.v1 import state_pb2

NANOSECONDS = 1e9


class Unexpected(Exception):
    """A journey did not go as it should; the message says what should have been."""


def expect(holds: object, promise: str) -> None:
    """Raise Unexpected with the promise unless it holds."""
    if not holds:
        raise Unexpected(promise)


@dataclass(frozen=True)
class Record:
    """One application at its end, as its applicant sees it: the view, the notices and the decisions."""

    application: Application
    notices: Sequence[Notice]
    decisions: Sequence[Decision]

    @property
    def happened(self) -> list[str]:
        """The kinds of the timeline in order, without the deliveries of notices, which have their own pace."""
        return [entry.kind for entry in self.application.timeline if not entry.kind.startswith("NOTICE_")]

    @property
    def seconds_to_decision(self) -> float:
        """From receipt to the last decision."""
        decided = self._entry("DECIDED")
        return 0.0 if decided is None else _seconds(decided.event_time) - _seconds(self.application.receive_time)

    @property
    def decided_by_rule(self) -> bool:
        """Whether no person was needed."""
        return bool(self.decisions) and all(decision.rule_version for decision in self.decisions)

    @property
    def granted(self) -> bool:
        """Whether every case was."""
        outcomes = {case.outcome for case in self.application.cases}
        return outcomes == {state_pb2.CASE_OUTCOME_GRANTED}

    def _entry(self, kind: str) -> TimelineEntry | None:
        return next((entry for entry in self.application.timeline if entry.kind == kind), None)


@dataclass(frozen=True)
class Story:
    """All applications of a journey, and what was tried against the rules and refused, by reason.

    `disturbed`: parts were killed on purpose, so that its times tell how long recovery takes, not deciding.
    `months`: its times are those of a clock that runs ahead.
    """

    records: Sequence[Record]
    refused: Sequence[str] = ()
    disturbed: bool = False
    months: bool = False


def _seconds(at: Timestamp) -> float:
    return at.seconds + at.nanos / NANOSECONDS
