"""History events of an application on each of the recorded paths, beside the steps and waits that need them."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.ground import Ground, Size
from bench.results import Result

HISTORIES = Path(__file__).resolve().parents[2] / "tests" / "replay" / "histories"
PATH = "instant"
KINDS = {
    "EVENT_TYPE_WORKFLOW_TASK_COMPLETED": "workflow tasks of three events",
    "EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED": "signals",
    "EVENT_TYPE_TIMER_STARTED": "timers",
    "EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES": "search attributes",
    "EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED": "memos",
}
STEP = "EVENT_TYPE_MARKER_RECORDED"
NOTE = (
    "Counted in the committed histories of the newest release, one for each path that an application can take; a path"
    " that is continued as new has all its runs. Each step is one event, its name as operators read it; what an"
    " application is told is one signal each, and a wait that a person may see one search attribute and one memo."
)


async def measure(_: Ground, __: Size) -> list[Result]:
    """Return how many events an instant application has, with those of all other paths."""
    paths: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(_newest().glob("*.json")):
        events = json.loads(file.read_text(encoding="utf-8"))["events"]
        paths.setdefault(file.stem.partition("~")[0], []).extend(events)
    counts = {path: len(events) for path, events in paths.items()}
    instant = counts[PATH]
    beside = {f"{path}: {_told(paths[path])}": float(count) for path, count in sorted(counts.items(), key=_by_count)}
    return [Result("history events of an instant application", "", instant, (instant, instant), 1, NOTE, beside=beside)]


def _newest() -> Path:
    return max(HISTORIES.iterdir(), key=lambda folder: [int(part) for part in folder.name.split(".")])


def _by_count(counted: tuple[str, int]) -> int:
    return counted[1]


def _told(events: Iterable[dict[str, Any]]) -> str:
    """The steps by name, and how many of everything else."""
    kinds = Counter(KINDS[event["eventType"]] for event in events if event["eventType"] in KINDS)
    steps = [_summary(event) for event in events if event["eventType"] == STEP]
    others = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return f"{', '.join(steps)}; {others}"


def _summary(event: dict[str, Any]) -> str:
    summary = event.get("userMetadata", {}).get("summary")
    return json.loads(base64.b64decode(summary["data"])) if summary else "(no name)"
