"""What is known of each journey while it goes; the table and the lines are two ways to show it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cli.journeys.texts import Text, text, title
from onetrip.intake.v1.application_pb2 import Application
from onetrip.process.v1 import state_pb2


class Standing(StrEnum):
    """Where a journey is."""

    TO_COME = "to come"
    GOING = "going"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass
class Progress:
    """One journey. `told`: what happens in it now; times are monotonic seconds."""

    journey: str
    standing: Standing = Standing.TO_COME
    told: Text = field(default_factory=lambda: text("board", "waiting"))
    applications: dict[str, Application] = field(default_factory=dict)
    began_at: float = 0.0
    ended_at: float | None = None

    @property
    def title(self) -> Text:
        """What it is called."""
        return title(self.journey)

    @property
    def seconds(self) -> float | None:
        """How long it has been going."""
        if not self.began_at:
            return None
        return (self.ended_at or time.monotonic()) - self.began_at

    def begin(self) -> None:
        """It starts now."""
        self.standing, self.began_at = Standing.GOING, time.monotonic()

    def end(self, *, kept: bool) -> None:
        """It is over."""
        self.standing, self.ended_at = (Standing.KEPT if kept else Standing.BROKEN), time.monotonic()


def only(progress: Progress) -> Application | None:
    """The application of a journey that has one."""
    return next(iter(progress.applications.values())) if len(progress.applications) == 1 else None


def light_of(applications: Iterable[Application]) -> state_pb2.Light:
    """The worst light of all undecided cases."""
    lights = [case.light for one in applications for case in one.cases if not case.outcome]
    return max(lights, default=state_pb2.LIGHT_UNSPECIFIED)


def states_of(applications: Iterable[Application]) -> list[tuple[Text, int]]:
    """How many applications stand where, in the order of the states."""
    counts = Counter(one.state for one in applications)
    names = state_pb2.ApplicationState
    return [(text("states", names.Name(state)), count) for state, count in sorted(counts.items())]


def asked_of(applications: Iterable[Application]) -> list[Text]:
    """Names of what was asked of the applicants."""
    return [Text(material.name.zh, material.name.en) for one in applications for material in one.supplement.missing]
