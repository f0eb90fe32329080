"""An instant rule over its facts, from the texts that they travel as, beside the bare expressions over ready values."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cel
import yaml

from bench.figures import Sample
from bench.ground import Ground, Size
from bench.results import Result
from contracts.clauses import years_between
from services.approval.rules import Clause, Known, judge

ITEM = Path(__file__).parents[2] / "catalog" / "graduate-residence.yaml"
MICROSECONDS = 1e6
ROUNDS, REPEATS = 20, 2_000
GOAL_MICROSECONDS = 50
NOTE = (
    "The four clauses of the graduates' rule over its first case: texts made values, every clause evaluated, the facts"
    " used told. The reference executes the same compiled expressions and nothing else. In this process, no stack."
    " Beside it the bound that is wanted of a set of clauses."
)


async def measure(_ground: Ground, _size: Size) -> list[Result]:
    """Return the time of one judgement beside its expressions. Raises ValueError when the case is not granted."""
    entry = yaml.load(ITEM.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes texts and nothing else
    rule, (case, *_) = entry["instant"], entry["instant"]["cases"]
    types = {fact["name"]: fact["type"] for fact in entry["facts"]}
    questions = {field["name"]: field["type"] for field in entry["form"]}
    clauses = [Clause(one["code"], one["cel"]) for one in rule["clauses"]]
    facts = {name: Known(text, types[name]) for name, text in case["facts"].items()}
    answers = {name: Known(text, questions[name]) for name, text in case["form"].items()}
    day = date.fromisoformat(case["received_on"])
    if not judge(clauses, list(facts), facts, answers, day).granted:
        raise ValueError("the first case of the rule is not granted")
    context = cel.Context({**_plain(facts), "form": _plain(answers), "received_on": case["received_on"]})
    context.add_function("years_between", years_between)
    programs = [cel.compile(clause.cel) for clause in clauses]
    ours = [_microseconds(lambda: judge(clauses, list(facts), facts, answers, day)) for _ in range(ROUNDS)]
    bare = [_microseconds(lambda: [program.execute(context) for program in programs]) for _ in range(ROUNDS)]
    one, other = Sample.of(ours), Sample.of(bare)
    return [
        Result(
            name="a rule of four clauses over its facts",
            unit="µs",
            ours=one.p50,
            spread=one.spread,
            samples=ROUNDS * REPEATS,
            note=NOTE,
            reference=other.p50,
            reference_spread=other.spread,
            beside={"wanted at most (µs)": GOAL_MICROSECONDS},
        )
    ]


def _plain(values: dict[str, Known]) -> dict[str, str | bool]:
    return {name: known.text == "true" if known.type == "boolean" else known.text for name, known in values.items()}


def _microseconds(work: Callable[[], object]) -> float:
    """The time of one, of so many."""
    at = time.perf_counter()
    for _ in range(REPEATS):
        work()
    return (time.perf_counter() - at) / REPEATS * MICROSECONDS
