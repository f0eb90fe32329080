"""What a measurement found, as the results file holds it and as a person reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.machine import Machine

DIGITS = 4


@dataclass(frozen=True)
class Part:
    """One of the bare parts a reference is the sum of: measured `value`, which happens `times` times."""

    name: str
    value: float
    times: int


@dataclass(frozen=True)
class Cost:
    """Something that takes a share (0 to 1) of the whole."""

    what: str
    share: float


@dataclass(frozen=True)
class Result:
    """One figure beside its reference. `spread`: the middle half of the values, unless `note` says otherwise.

    `goal` is for the ratio: not more than it, or (`at_least`) not less. Without reference and goal it is for reading.
    """

    name: str
    unit: str
    ours: float
    spread: tuple[float, float]
    samples: int
    note: str
    reference: float | None = None
    reference_spread: tuple[float, float] | None = None
    goal: float | None = None
    at_least: bool = False
    parts: Sequence[Part] = ()
    beside: dict[str, float] = field(default_factory=dict)
    costs: Sequence[Cost] = ()
    taken_on: str = ""
    # Processes that were running or wanted to, in the minute before: of others, since ours had not begun.
    load_before: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours ÷ reference."""
        return self.ours / self.reference if self.reference else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.ratio is None or self.goal is None:
            return None
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def with_costs(self, costs: Sequence[Cost]) -> Result:
        """Return it with its biggest costs, biggest first."""
        return replace(self, costs=(*self.costs, *costs))

    def to_json(self) -> dict[str, Any]:
        """Return what the results file holds of it."""
        entry = {**asdict(self), "ratio": self.ratio, "met": self.met}
        return {key: _rounded(value) for key, value in entry.items()}


def result_of(entry: Mapping[str, Any]) -> Result:
    """Return a result as `to_json` wrote it."""
    values = {name: value for name, value in entry.items() if name not in ("ratio", "met")}
    for name in ("spread", "reference_spread"):
        values[name] = None if values[name] is None else tuple(values[name])
    values["parts"] = tuple(Part(**part) for part in values["parts"])
    values["costs"] = tuple(Cost(**cost) for cost in values["costs"])
    return Result(**values)


def merged(folder: Path, results: Sequence[Result]) -> list[Result]:
    """Return what the folder holds with these in the place of the same ones; new ones at the end."""
    held = [result_of(entry) for entry in json.loads((folder / "results.json").read_text())["results"]]
    new = {_measured(result): result for result in results}
    return [new.pop(_measured(result), result) for result in held] + list(new.values())


def _measured(result: Result) -> str:
    """What it is a figure of, however many were taken."""
    return re.sub(r"[\d,]*\d", "n", result.name)


def write(folder: Path, results: Sequence[Result], failures: dict[str, str], machine: Machine) -> None:
    """Write results.json and results.md."""
    document = {
        "machine": asdict(machine),
        "results": [result.to_json() for result in results],
        "failed": failures,
    }
    (folder / "results.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    (folder / "results.md").write_text(_page(results, failures, machine))


def table(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| measurement | ours | reference | ratio | goal | met | spread of ours | spread of the reference | n |",
        "| --- | ---: | ---: | ---: | ---: | :-: | ---: | ---: | ---: |",
    ]
    return "\n".join([*lines, *map(_row, results)])


def _row(result: Result) -> str:
    goal = "" if result.goal is None else f"{'≥' if result.at_least else '≤'} {result.goal:g}"
    met = {True: "yes", False: "**no**", None: ""}[result.met]
    cells = (
        result.name,
        f"{_number(result.ours)} {result.unit}",
        "" if result.reference is None else f"{_number(result.reference)} {result.unit}",
        "" if result.ratio is None else f"{result.ratio:.2f}",
        goal,
        met,
        _range(result.spread),
        _range(result.reference_spread),
        str(result.samples),
    )
    return f"| {' | '.join(cells)} |"


def _page(results: Sequence[Result], failures: dict[str, str], machine: Machine) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    lines = [
        "# Measured",
        "",
        "Ours beside a bare reference in the same run; `make bench` takes these figures again.",
        f"Machine: {machine.cpu_model}, {machine.cores} cores used of {machine.cores_present},"
        f" {machine.memory_gib:g} GiB. {versions}.",
        "",
        table(results),
    ]
    for result in results:
        lines += ["", f"## {result.name}", "", result.note, *_taken(result), *_details(result)]
    if failures:
        lines += ["", "## Not measured", "", *(f"- {name}: {reason}" for name, reason in failures.items())]
    return "\n".join(lines) + "\n"


def _taken(result: Result) -> list[str]:
    if not result.taken_on:
        return []
    load = "" if result.load_before is None else f", load average before {_number(result.load_before)}"
    return ["", f"Taken on {result.taken_on}{load}."]


def details(result: Result) -> str:
    """Return the parts, what stands beside it, and the biggest costs, as Markdown tables."""
    return "\n".join(_details(result))


def _details(result: Result) -> list[str]:
    lines: list[str] = []
    if result.parts:
        lines += ["", f"| bare part | {result.unit} | times |", "| --- | ---: | ---: |"]
        lines += [f"| {part.name} | {_number(part.value)} | {part.times} |" for part in result.parts]
    if result.beside:
        lines += ["", "| beside it | |", "| --- | ---: |"]
        lines += [f"| {name} | {_number(value)} |" for name, value in result.beside.items()]
    if result.costs:
        lines += ["", "| biggest costs | share |", "| --- | ---: |"]
        lines += [f"| {cost.what} | {cost.share:.0%} |" for cost in result.costs]
    return lines


def _range(spread: tuple[float, float] | None) -> str:
    return "" if spread is None else f"{_number(spread[0])}–{_number(spread[1])}"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value
