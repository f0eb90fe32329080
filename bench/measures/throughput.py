"""Instant applications a second, sustained, beside bare Temporal workflows of as many history events."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio.client import Client

from bench import processes
from bench.bare.child import Child
from bench.figures import Sample
from bench.filing import file_all
from bench.ground import Ground, Size
from bench.measures.cpu import STEPS, biggest
from bench.results import Result
from deploy.local.engines.temporal import NAMESPACE
from workflows.policies import workflow_id

GOAL, GOAL_LATER = 0.5, 0.8
IN_FLIGHT = 48
WINDOWS = 6
# Before the time begins, as a share of it: what is in flight spreads over all the steps.
RAMP = 0.15
ASKED_FOR_EVENTS = 10
# No more than this many a second can be filed on two cores: as many applicants are made ready.
RATE_MAX = 60
NOTE = (
    "All processes, and the one that files, share the cores; so many are in flight and a new one is filed when one is"
    " completed (result delivered). The reference has as many history events, and runs half before and half after."
)


@dataclass(frozen=True)
class Rates:
    """Completions a second: over all of the time, and in each window of it."""

    whole: float
    windows: tuple[float, ...]


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the rate at which applications are completed."""
    seconds = size.sustained_seconds
    applicants = round(seconds * (1 + RAMP) * RATE_MAX)
    bare = await ground.bare_temporal(commits=False)
    await ground.graduates_for(IN_FLIGHT * 2 + applicants)
    warm = await file_all(ground, ground.registered(IN_FLIGHT * 2), IN_FLIGHT)
    events = await history_events(ground, warm.ids)
    order = await _order(bare, events)
    reference = [await _bare_rates(bare, order, seconds / 2)]
    before = processes.cpu_seconds(ground.pids)
    filed = await file_all(ground, ground.registered(applicants), IN_FLIGHT, seconds * (1 + RAMP))
    spent = processes.difference(before, processes.cpu_seconds(ground.pids))
    reference.append(await _bare_rates(bare, order, seconds / 2))
    beside = {
        "history events of an application": events,
        "history events of the reference": order["events"],
        "seconds sustained": seconds,
        "in flight": IN_FLIGHT,
    }
    result = _result(rates(filed.completions, seconds), reference, len(filed.completions), beside)
    return [result if result.met else result.with_costs(biggest(spent))]


def _result(ours: Rates, reference: list[Rates], count: int, beside: dict[str, float]) -> Result:
    return Result(
        "instant applications a second",
        "/s",
        ours.whole,
        Sample.of(ours.windows).spread,
        count,
        f"{NOTE} Spread: the middle half of the rates of {WINDOWS} windows. Later goal: {GOAL_LATER}.",
        sum(each.whole for each in reference) / len(reference),
        Sample.of(rate for each in reference for rate in each.windows).spread,
        GOAL,
        at_least=True,
        beside=beside,
    )


async def history_events(ground: Ground, ids: list[str]) -> int:
    """Return how many events the history of an instant application has."""
    client = await Client.connect(ground.stack.address("temporal"), namespace=NAMESPACE)
    counts = []
    for application_id in ids[:ASKED_FOR_EVENTS]:
        description = await client.get_workflow_handle(workflow_id(application_id)).describe()
        counts.append(description.history_length)
    return round(Sample.of(counts).p50)


def rates(completions: list[float], seconds: float) -> Rates:
    """Return the rates of `seconds` after the ramp; what came before or after is not counted."""
    start, window = seconds * RAMP, seconds / WINDOWS
    counts = [0] * WINDOWS
    for at in completions:
        if start <= at < start + seconds:
            counts[min(WINDOWS - 1, int((at - start) / window))] += 1
    return Rates(sum(counts) / seconds, tuple(count / window for count in counts))


async def _order(bare: Child, events: int) -> dict[str, int]:
    """Return the order of a workflow with so many events: the event-driven shape, made longer by markers."""
    order = {"steps": STEPS, "padding": 0, "in_flight": 1}
    own = int((await bare.ask({**order, "count": 1}))["history_events"])
    order = {**order, "padding": max(0, events - own), "in_flight": IN_FLIGHT}
    answer = await bare.ask({**order, "count": IN_FLIGHT})
    return {**order, "events": int(answer["history_events"])}


async def _bare_rates(bare: Child, order: dict[str, int], seconds: float) -> Rates:
    answer = await bare.ask({**order, "seconds": seconds * (1 + RAMP)})
    return rates(answer["completions"], seconds)
