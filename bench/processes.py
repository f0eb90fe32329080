"""CPU time and memory of the processes of a stack, by part; a part's children (PostgreSQL's backends) are its own."""

from __future__ import annotations

from collections.abc import Mapping

import psutil

from deploy.local.state import StackState

MEBIBYTE = 1024 * 1024


def roots(state: StackState) -> dict[str, int]:
    """Return the process id of each running step of a stack."""
    return {name: step.fingerprint.pid for name, step in state.steps.items() if step.fingerprint is not None}


def cpu_seconds(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the CPU seconds that each process tree has used so far, in user and kernel mode.

    Children that have ended are in their parent's sum, so nothing is lost when a backend goes.
    """
    return {name: sum(map(_cpu_seconds, _tree(pid))) for name, pid in pids.items()}


def resident_mib(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the resident memory of each process tree in MiB; a shared page counts once (PSS, where Linux tells)."""
    return {name: sum(map(_resident_bytes, _tree(pid))) / MEBIBYTE for name, pid in pids.items()}


def difference(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """Return by how much each value has grown."""
    return {name: after[name] - before[name] for name in after if name in before}


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    ended = getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return times.user + times.system + ended


def _resident_bytes(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.NoSuchProcess:
        return 0
    except psutil.AccessDenied:
        return process.memory_info().rss
    return getattr(memory, "pss", 0) or memory.rss
