"""The table of alerts: for each of `deploy/observe/rules.yaml` the fault that it is for.

`tests/contract/test_alerts.py` holds that none is missing; `test_alerts.py` makes each fault and looks what fires.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.drill import faults
from tests.drill.faults import EVERYTHING, Fault, crowded, locked, now_and_then

# More than the messages that ConsumerBehind is about.
CROWD = 160


@dataclass(frozen=True)
class Case:
    """A fault, the alerts that are for it, and those that may fire because of it. `people`: whether some file."""

    fault: Fault
    alerts: frozenset[str]
    follow: frozenset[str] = frozenset()
    people: bool = True


def case(fault: Fault, *alerts: str, follow: tuple[str, ...] = (), people: bool = True) -> Case:
    """Write a case short."""
    return Case(fault, frozenset(alerts), frozenset(follow), people)


CASES: Mapping[str, Case] = {
    "database slow": case(
        now_and_then(locked("intake", "applications"), 1.5, 0.3), "FilingsNotAcknowledged", "FilingsSlowlyBurning"
    ),
    "decisions slow": case(now_and_then(locked("approval", "outcomes"), 14, 2), "InstantDecisionsSlow"),
    "notices slow": case(now_and_then(locked("notification", "notices"), 14, 2), "NoticesLate"),
    "database down": case(
        faults.stopped("postgres"),
        "NotReady",
        follow=("FilingsNotAcknowledged", "FilingsSlowlyBurning", "ReadingsFail", "ConsumerWaiting"),
    ),
    "a process down": case(faults.stopped("registers"), "ProcessDown", people=False),
    "kafka down": case(faults.stopped("kafka"), "OutboxStuck"),
    "temporal down": case(
        faults.stopped("temporal"), "ConsumerWaiting", follow=("WorkflowTasksWaiting", "InstantDecisionsSlow")
    ),
    # So many at once are more than a small machine decides in time.
    "a consumer hangs": case(
        crowded(locked("notification", "inbox"), CROWD),
        "ConsumerBehind",
        follow=("InstantDecisionsSlow", "FilingsNotAcknowledged", "FilingsSlowlyBurning"),
        people=False,
    ),
    "a message nobody can read": case(faults.poisoned, "MessagesParked"),
    "documents away": case(faults.documents_away, "UploadsRefused"),
    "a table missing": case(faults.renamed("notification", "preferences", "/v1/preferences"), "FaultsOfOurs"),
    # Longer than a task may wait, and again before the alert has forgotten it.
    "workers that get no time": case(
        now_and_then(faults.halted("workflows"), 9, 2),
        "WorkflowTasksWaiting",
        follow=("ProcessDown", "InstantDecisionsSlow"),
    ),
    # Three seconds without a process are a minute here: a restart is one that is down.
    "a faulty release": case(faults.faulty_release, "WorkflowTasksFail", follow=("ProcessDown",)),
    "a message forgotten": case(faults.forgotten, "GapsStay"),
    "readings fail": case(
        locked("approval", "outbox", "parked", "board", mode=EVERYTHING), "ReadingsFail", people=False
    ),
    "the second place away": case(faults.second_place_away, "HeadsNotKept", follow=("ProcessDown",), people=False),
}
# On a clock of its own, in `test_alerts.py`.
ON_ANOTHER_CLOCK = frozenset({"DeadlinesMissed"})
