"""What a workflow was told: each event once, and no fact lost, however many there are.

A duplicate is known by its event's id. Beyond `policies.EVENTS_MAX` ids, which is a flood, an event whose content is
known too is not kept under another id: every fold is of what an event says, so it would change nothing. What says
something new is always taken, a decision above all.
"""

from __future__ import annotations

from collections.abc import Callable

from onetrip.process.v1.workflow_pb2 import Event
from workflows import policies


class Heard:
    """The events that a workflow has taken in, in order.

    `takes_all`: asked beyond the bound only, where lives under way dropped everything before; see patches.py.
    """

    def __init__(self, takes_all: Callable[[], bool] = lambda: True) -> None:
        self._takes_all = takes_all
        self._events: dict[str, Event] = {}
        # Known beyond the bound only.
        self._contents: set[tuple[str, bytes]] | None = None

    def __contains__(self, event: Event) -> bool:
        return event.id in self._events

    @property
    def events(self) -> list[Event]:
        """What the next run, or who rebuilds this one, has to know."""
        return list(self._events.values())

    def recall(self, event: Event) -> None:
        """Takes an event of the journal, that is of an earlier run."""
        self._events[event.id] = event

    def take(self, event: Event) -> bool:
        """Takes an event that the workflow is told now. False when it says nothing new."""
        if event in self:
            return False
        if len(self._events) >= policies.EVENTS_MAX and not self._says_more(event):
            return False
        self._events[event.id] = event
        return True

    def _says_more(self, event: Event) -> bool:
        if not self._takes_all():
            return False
        if self._contents is None:
            self._contents = {(known.type, known.payload) for known in self._events.values()}
        before = len(self._contents)
        self._contents.add((event.type, event.payload))
        return len(self._contents) > before
