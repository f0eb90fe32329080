"""Instant rules (秒批): a machine may say yes; only a person may say no (PIPL, art. 24).

Pure: facts, answers and the day of receipt in, the outcome of every clause out. Whatever goes wrong, such as a
missing or stale fact, a value of the wrong type or a clause that cannot be evaluated, is "not granted", never "no".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.clauses import (
    BUILT_IN_NAMES,
    ClauseInvalid,
    ClauseUndecided,
    Ground,
    Value,
    names_used,
    read_by,
    typed,
)


@dataclass(frozen=True)
class Known:
    """A value and its catalogue type, such as ("2026-06-30", "date"). Facts are given only when fresh."""

    text: str
    type: str


@dataclass(frozen=True)
class Clause:
    """One condition of a rule: its code and its CEL text."""

    code: str
    cel: str


@dataclass(frozen=True)
class Verdict:
    """How a rule came out: every clause by code, the names of the facts they rest on, the required facts not there."""

    clauses: Mapping[str, bool]
    facts_used: frozenset[str]
    missing: tuple[str, ...]

    @property
    def granted(self) -> bool:
        """Whether every required fact was there and all clauses hold (no clauses: nothing to grant by)."""
        return not self.missing and bool(self.clauses) and all(self.clauses.values())

    @property
    def failed(self) -> tuple[str, ...]:
        """Codes of the clauses that did not hold or could not be evaluated."""
        return tuple(code for code, holds in self.clauses.items() if not holds)


def judge(
    clauses: Sequence[Clause],
    required: Sequence[str],
    facts: Mapping[str, Known],
    answers: Mapping[str, Known],
    received_on: date,
) -> Verdict:
    """Evaluate every clause, so that a person sees all that did not hold, not only the first.

    ``required`` names the facts without which the item cannot be decided by a rule, named in a clause or not.
    """
    reads = read_by(tuple([clause.cel for clause in clauses]))
    fact_values = _typed(facts, reads.names.union(required))
    ground = Ground(fact_values, _typed(answers, reads.answers), received_on, reads)
    outcomes: dict[str, bool] = {}
    used: set[str] = set()
    for clause in clauses:
        try:
            outcomes[clause.code] = ground.holds(clause.cel)
            used |= names_used(clause.cel)
        except (ClauseInvalid, ClauseUndecided):
            outcomes[clause.code] = False
    missing = tuple(name for name in required if name not in fact_values)
    return Verdict(outcomes, frozenset(used - BUILT_IN_NAMES), missing)


def _typed(values: Mapping[str, Known], wanted: Collection[str] | None) -> dict[str, Value]:
    """Leave out what nobody wants (None: all is wanted), and what is not of its type: a clause that needs it is
    undecided then.
    """
    result: dict[str, Value] = {}
    for name, known in values.items():
        if wanted is None or name in wanted:
            try:
                result[name] = typed(known.type, known.text)
            except ValueError:
                continue
    return result
