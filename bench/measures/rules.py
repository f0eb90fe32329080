"""Instant rules over their facts, from the texts that they travel as, beside the bare expressions over ready values."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import cel
import yaml

from bench.figures import Sample
from bench.ground import Ground, Size
from bench.results import Result
from contracts.clauses import years_between
from services.approval.rules import Clause, Known, judge

CATALOG = Path(__file__).parents[2] / "catalog"
MICROSECONDS = 1e6
ROUNDS, REPEATS = 40, 1_000
# Facts and answers of an application that no clause of the rule names.
UNREAD = 6
GOAL_MICROSECONDS = 50
NOTE = (
    "An item's rule over its first case: texts made values, every clause evaluated, the facts used told."
    f" {UNREAD} facts and {UNREAD} answers are there that no clause names, as in an application. The reference executes"
    " the same compiled expressions over ready values and nothing else, in turn with ours. CPU time of this thread: it"
    " waits for nothing, and the machine has other work. Beside it the bound that is wanted of a set of clauses."
)


async def measure(_ground: Ground, _size: Size) -> list[Result]:
    """Return the time of one judgement of each rule beside its expressions. Raises ValueError when none is granted."""
    return [_measured(entry) for entry in _items()]


def _items() -> Iterator[Mapping[str, Any]]:
    """The items with a rule, every value a text."""
    for path in sorted(CATALOG.glob("*.yaml")):
        entry = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes texts and nothing else
        if "instant" in entry:
            yield entry


def _measured(entry: Mapping[str, Any]) -> Result:
    rule, (case, *_) = entry["instant"], entry["instant"]["cases"]
    types = {fact["name"]: fact["type"] for fact in entry["facts"]}
    questions = {field["name"]: field["type"] for field in entry["form"]}
    clauses = [Clause(one["code"], one["cel"]) for one in rule["clauses"]]
    read = {name: Known(text, types[name]) for name, text in case["facts"].items()}
    stated = {name: Known(text, questions[name]) for name, text in case.get("form", {}).items()}
    unread = {f"other_{number}": Known("of no clause", "text") for number in range(UNREAD)}
    facts, answers, required = {**read, **unread}, {**stated, **unread}, list(read)
    day = date.fromisoformat(case["received_on"])
    if not judge(clauses, required, facts, answers, day).granted:
        raise ValueError(f"the first case of {entry['code']} is not granted")
    context = cel.Context({**_plain(read), "form": _plain(stated), "received_on": case["received_on"]})
    context.add_function("years_between", years_between)
    programs = [cel.compile(clause.cel) for clause in clauses]
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_microseconds(lambda: judge(clauses, required, facts, answers, day)))
        bare.append(_microseconds(lambda: [program.execute(context) for program in programs]))
    one, other = Sample.of(ours), Sample.of(bare)
    return Result(
        name=f"the rule of {entry['code']} over its facts, {len(clauses)} clauses",
        unit="µs",
        ours=one.p50,
        spread=one.spread,
        samples=ROUNDS * REPEATS,
        note=NOTE,
        reference=other.p50,
        reference_spread=other.spread,
        beside={"wanted at most (µs)": GOAL_MICROSECONDS},
    )


def _plain(values: Mapping[str, Known]) -> dict[str, str | bool | float]:
    return {name: _value(known) for name, known in values.items()}


def _value(known: Known) -> str | bool | float:
    if known.type == "number":
        return int(known.text)
    return known.text == "true" if known.type == "boolean" else known.text


def _microseconds(work: Callable[[], object]) -> float:
    """The time of one, of so many."""
    at = time.thread_time()
    for _ in range(REPEATS):
        work()
    return (time.thread_time() - at) / REPEATS * MICROSECONDS
