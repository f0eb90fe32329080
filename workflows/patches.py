"""Changes of workflow code that lives under way would not replay, and the release that switches each on.

Applications live for months and move to the newest release with their next task; a release may be taken back. So a
change ships inactive: the release that brings it takes the old path and can replay the new one, the next release
switches it on and can be rolled back to it (docs/decisions/0023). Read by workflow code.
"""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import workflow

RELEASE = "0.3.0"
"""The release that this code is, or is on its way to. To raise it is what switches patches on."""


@dataclass(frozen=True)
class Patch:
    """One change. `id` stands in histories and is never used again; `changes` says what is new, and against what.

    `brought_by`: the release that ships it inactive. `switched_on_by`: the later release whose workers take it.
    """

    id: str
    brought_by: str
    switched_on_by: str
    changes: str


ONE_LATE_REMINDER = Patch(
    "one-late-reminder",
    brought_by="0.2.0",
    switched_on_by="0.3.0",
    changes="several cases that wait for late material of one day are reminded of in one message, not in one for each",
)
DELIVERY_FROM_DECISION = Patch(
    "delivery-from-decision",
    "0.2.0",
    "0.3.0",
    "the days to hand a result over count from the decision, no longer from when the process has heard of it",
)
FOLLOW_UP_ASKS_FOR_THE_CALENDAR = Patch(
    "follow-up-asks-for-the-calendar",
    brought_by="0.2.0",
    switched_on_by="0.3.0",
    changes="before its light turns a follow-up asks for the calendar in force; it only waited to be told",
)

A_DAY_FOR_REGISTERS = Patch(
    "a-day-for-registers",
    brought_by="0.2.0",
    switched_on_by="0.3.0",
    changes="a register that is down is asked again for a day before a person looks, not for two hours and a half",
)
NO_FACT_IS_DROPPED = Patch(
    "no-fact-is-dropped",
    brought_by="0.2.0",
    switched_on_by="0.3.0",
    changes="beyond a thousand events a life still takes in what says something new; it dropped all, decisions too",
)
DESKS_BY_STAGE = Patch(
    "desks-by-stage",
    brought_by="0.3.0",
    switched_on_by="0.4.0",
    changes="in review it is shown to wait for the departments of the open stages; it was the lead ones of the cases",
)

PATCHES: tuple[Patch, ...] = (
    ONE_LATE_REMINDER,
    DELIVERY_FROM_DECISION,
    FOLLOW_UP_ASKS_FOR_THE_CALENDAR,
    A_DAY_FOR_REGISTERS,
    NO_FACT_IS_DROPPED,
    DESKS_BY_STAGE,
)
"""Every patch there ever was, the oldest first; a row never leaves the table."""


def taken(patch: Patch) -> bool:
    """Whether this life goes the new way. In workflow code only; a life that was answered once is answered the same."""
    return workflow.patched(patch.id)


def switched_on(release: str = RELEASE, table: tuple[Patch, ...] = PATCHES) -> frozenset[str]:
    """The ids of the patches that workers of a release take in lives that come upon them for the first time."""
    return frozenset(patch.id for patch in table if number(patch.switched_on_by) <= number(release))


def number(release: str) -> tuple[int, ...]:
    """A release as something that can be compared: "0.10.0" comes after "0.9.0". Raises ValueError."""
    return tuple(int(part) for part in release.split("."))
