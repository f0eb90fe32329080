"""Runs the journeys one after the other on a running stack, beside them those in which months pass, and shows them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.live import Live

from cli.demo.board import Board
from cli.demo.lines import Lines
from cli.demo.place import Months, Place, nowhere
from cli.demo.progress import Progress
from cli.errors import CommandFailed
from cli.journeys import IN_MONTHS, JOURNEYS
from cli.journeys.scene import Scene
from cli.journeys.story import Story, Unexpected
from cli.journeys.texts import Text, text
from onetrip.intake.v1.application_pb2 import Application

REFRESHES_PER_SECOND = 8
# So that a person can read along; nobody reads along where no table moves.
PACE_SECONDS = 0.8


@dataclass(frozen=True)
class Outcome:
    """All that the journeys left, and for each that did not end as it should (by code) what should have been."""

    stories: list[Story]
    broken: dict[str, str]


class Show:
    """The audience of every journey: keeps what it is told, and shows it as a table or in lines."""

    def __init__(self, console: Console, journeys: Sequence[str]) -> None:
        self.progress = {journey: Progress(journey) for journey in journeys}
        self.moving = console.is_terminal
        self._lines = Lines(console)
        self.live = Live(Board(list(self.progress.values())), console=console, refresh_per_second=REFRESHES_PER_SECOND)

    def tell(self, journey: str, text: Text) -> None:
        """Somebody does this now."""
        self.progress[journey].told = text
        if not self.moving:
            self._lines.told(self.progress[journey])

    def show(self, journey: str, application: Application) -> None:
        """This is how an application stands now."""
        self.progress[journey].applications[application.id] = application
        if not self.moving:
            self._lines.changed(self.progress[journey])

    def ended(self, journey: str, broken: str = "") -> None:
        """The journey is over; `broken`: what should have been."""
        progress = self.progress[journey]
        progress.end(kept=not broken)
        if broken:
            name = progress.title
            progress.told = Text(
                text("summary", "failed", journey=name.zh, promise=broken).zh,
                text("summary", "failed", journey=name.en, promise=broken).en,
            )
        if not self.moving:
            if broken:
                self._lines.told(progress)
            self._lines.ended(progress)


async def run_journeys(console: Console, place: Place, journeys: Sequence[str], months: Months = nowhere) -> Outcome:
    """Run these journeys and show them. A journey that goes wrong does not keep the others from running.

    Those in which months pass go side by side at a place of their own, which is made only for them. Raises StackError
    when it cannot be.
    """
    show = Show(console, journeys)
    outcome = Outcome([], {})
    with show.live if show.moving else contextlib.nullcontext():
        ahead = [journey for journey in journeys if journey in IN_MONTHS]
        side = asyncio.create_task(_ahead(show, outcome, months, ahead))
        try:
            for journey in journeys:
                if journey not in IN_MONTHS:
                    await _play(show, outcome, place, journey)
            await side
        finally:
            side.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await side
    return outcome


async def _ahead(show: Show, outcome: Outcome, months: Months, journeys: Sequence[str]) -> None:
    if journeys:
        async with months() as place:
            await asyncio.gather(*(_play(show, outcome, place, journey) for journey in journeys))


async def _play(show: Show, outcome: Outcome, place: Place, journey: str) -> None:
    show.progress[journey].begin()
    pace = PACE_SECONDS if show.moving and journey not in IN_MONTHS else 0.0
    broken = ""
    try:
        async with Scene(journey, place.gateway, place.crash, show, pace, place.clock) as scene:
            outcome.stories.append(await JOURNEYS[journey](scene))
    except (Unexpected, CommandFailed) as failed:
        broken = outcome.broken[journey] = str(failed)
    show.ended(journey, broken)
