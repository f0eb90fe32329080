"""One module for each measurement; `MEASURES` is the table of them, the steadiest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bench.ground import Ground, Size
from bench.measures import (
    certificates,
    cpu,
    deadline,
    history,
    hop,
    journey,
    memory,
    proactive,
    recompute,
    registers,
    rules,
    sealing,
    storage,
    submit,
    supervision,
    throughput,
)
from bench.results import Result

Measure = Callable[[Ground, Size], Awaitable[Sequence[Result]]]


@dataclass(frozen=True)
class Entry:
    """A measurement and what it needs to run: `only` of the stack, or all of it."""

    name: str
    measure: Measure
    only: frozenset[str] | None = None


# Without the parts that consume: they would take time from the handlers that are measured.
HALF = frozenset({"intake", "gateway", "kafka"})
# Nobody who is told of moved deadlines: it is the process that is measured.
PROCESS = frozenset({"workflows"})
# Approval in front of its own tables; nothing is filed.
APPROVAL = frozenset({"approval", "kafka"})
# Verification in front of its own tables; nothing is filed.
VERIFICATION = frozenset({"verification", "kafka"})

# A register and verification's tables; nothing is filed.
READING = frozenset({"registers", "verification", "kafka"})

MEASURES: Sequence[Entry] = (
    Entry("cpu", cpu.measure),
    Entry("throughput", throughput.measure),
    Entry("sealing", sealing.measure),
    Entry("journey", journey.measure),
    Entry("memory", memory.measure),
    Entry("storage", storage.measure),
    Entry("submit", submit.measure, HALF),
    Entry("hop", hop.measure, HALF),
    Entry("supervision", supervision.measure, APPROVAL),
    Entry("deadline", deadline.measure, APPROVAL),
    Entry("history", history.measure, APPROVAL),
    Entry("recompute", recompute.measure, PROCESS),
    Entry("registers", registers.measure, APPROVAL),
    Entry("rules", rules.measure, APPROVAL),
    Entry("certificates", certificates.measure, VERIFICATION),
    Entry("proactive", proactive.measure, READING),
)
