"""Several sources for one fact: what they say together, kept side by side (decision 0040). Pure.

domain.md, "Evidence": fresh evidence supplies the fact though another source is stale, and the stale one still gets a
ticket; two fresh sources that differ are contradicted, a ticket to each and a person; nobody takes sides. A source that
is silent leaves the fact open: what was not compared is not consistent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto


class Answered(Enum):
    """What a register said of one field."""

    FRESH = auto()
    STALE = auto()
    CONTRADICTORY = auto()
    NO_RECORD = auto()
    # It did not answer; it may later.
    UNAVAILABLE = auto()
    # Nobody knows by what it knows the person: it was not asked, and waiting helps nothing.
    NOT_ASKED = auto()


@dataclass(frozen=True)
class Answer:
    """A register's answer to one need; `value` as text, empty unless there is one."""

    answered: Answered
    value: str = ""
    source: str = ""
    as_of: datetime | None = None

    @property
    def held(self) -> bool:
        """Whether there is a value."""
        return self.answered not in (Answered.NO_RECORD, Answered.UNAVAILABLE, Answered.NOT_ASKED)


@dataclass(frozen=True)
class Compared:
    """What the sources of a fact say together.

    `answer`: what counts; `others`: what other sources say and differ in. By register: who contradicts, whose word is
    old, who is silent. `stale` may name one although the fact is supplied fresh: a ticket, and nothing to look at.
    """

    answer: Answer
    others: tuple[Answer, ...] = ()
    contradict: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def aged(answer: Answer, freshness_days: int, received: datetime) -> Answer:
    """The answer, stale where it is older than the catalogue allows on the day of receipt; 0: any age."""
    if answer.answered is not Answered.FRESH or not freshness_days or answer.as_of is None:
        return answer
    too_old = received - answer.as_of > timedelta(days=freshness_days)
    return replace(answer, answered=Answered.STALE) if too_old else answer


def compare(said: Sequence[tuple[str, Answer]]) -> Compared:
    """Compare what registers say, (register, answer), the catalogue's first one first; ages are judged before."""
    silent = tuple(register for register, answer in said if answer.answered is Answered.UNAVAILABLE)
    if silent:
        return Compared(Answer(Answered.UNAVAILABLE), silent=silent)
    if any(answer.answered is Answered.NOT_ASKED for _, answer in said):
        return Compared(Answer(Answered.NOT_ASKED))
    held = [(register, answer) for register, answer in said if answer.held]
    if not held:
        return Compared(said[0][1])
    fresh = [answer for _, answer in held if answer.answered is Answered.FRESH]
    stale = tuple(register for register, answer in held if answer.answered is Answered.STALE)
    in_itself = tuple(register for register, answer in held if answer.answered is Answered.CONTRADICTORY)
    between = len({_plain(answer.value) for answer in fresh}) > 1
    first = fresh[0] if fresh else held[0][1]
    if in_itself or between:
        fresh_registers = tuple(register for register, answer in held if answer.answered is Answered.FRESH)
        first = replace(first, answered=Answered.CONTRADICTORY)
        contradict = in_itself + (fresh_registers if between else ())
    else:
        contradict = ()
    others = tuple(answer for _, answer in held if _plain(answer.value) != _plain(first.value))
    return Compared(first, others, contradict, stale)


def _plain(value: str) -> str:
    return value.strip().casefold()
