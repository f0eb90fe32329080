"""The language of instant-rule clauses (秒批规则): what a clause may name and call, and how it is evaluated.

The catalogue's checker (intake) and the place that decides (approval) must mean the same thing by a clause, so both
read it here. A clause is one CEL expression that must come out true. It sees

- the item's facts, each by its name in the catalogue;
- `form`, the answers, as `form.<field>`;
- `received_on`, the day of receipt;
- `years_between(from, to)`, the full years between two dates.

Dates are text, YYYY-MM-DD, which compares in the right order. A clause that cannot be evaluated is never "no": it
raises, and a person decides (a machine may say yes; only a person may say no).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import cel

Value = str | int | float | bool

CLAUSE_LENGTH_MAX = 500
"""Longest clause in characters: a clause is one condition that a person can be told in one sentence (decision)."""
NESTING_MAX = 8
"""Deepest nesting of brackets in a clause (decision)."""
LIST_ITEMS_MAX = 50
"""Most values in one list of a clause (decision)."""
VALUE_LENGTH_MAX = 2_000
"""Longest value in characters that a clause sees: no register's field and no answer is longer (decision)."""

RECEIVED_ON = "received_on"
FORM = "form"
BUILT_IN_NAMES = frozenset({RECEIVED_ON, FORM})

FUNCTIONS = frozenset({
    "_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_+_", "_-_", "-_", "@in", "_?_:_",
    "size", "startsWith", "years_between",
})  # fmt: skip
"""All a clause may call. No comprehensions: the cost of a clause is bounded by its length and that of its values."""

# Strings have no escapes, so that what is inside of one can be told without a parser.
_STRING = re.compile(r'"[^"]*"|\'[^\']*\'')
_WITHOUT = ("\\", '"""', "'''", "//")
_CALL = re.compile(r"\b(?!in\b)([A-Za-z_]\w*)\s*\(")
_ANSWER = re.compile(rf"\b{FORM}\s*\.\s*([A-Za-z_]\w*)")
_FORM = re.compile(rf"\b{FORM}\b")


class ClauseInvalid(ValueError):
    """A clause is not CEL, or is too long."""


class ClauseUndecided(ValueError):
    """A clause could not be evaluated to true or false, such as for want of a fact; a person decides."""


@lru_cache(maxsize=512)
def compile_clause(text: str) -> cel.Program:
    """Compile one clause.

    Raises:
        ClauseInvalid: it is longer, deeper or wider than allowed, or not CEL.
    """
    if len(text) > CLAUSE_LENGTH_MAX:
        raise ClauseInvalid(f"is {len(text)} characters long; at most {CLAUSE_LENGTH_MAX} are allowed")
    _check_shape(text)
    try:
        return cel.compile(text)
    except ValueError as error:
        first_line = str(error).splitlines()[0]
        raise ClauseInvalid(f"is not CEL: {first_line}") from None


def _check_shape(text: str) -> None:
    """Look at brackets and lists before anything is parsed: a parser is a stack, too. Raises ClauseInvalid."""
    if found := next((mark for mark in _WITHOUT if mark in text), None):
        raise ClauseInvalid(f"has {found!r}: comments, escapes and long strings are not allowed")
    items = [1]
    for mark in _STRING.sub('""', text):
        if mark in "([{":
            items.append(1)
        elif mark in ")]}" and len(items) > 1:
            items.pop()
        elif mark == ",":
            items[-1] += 1
        if len(items) > NESTING_MAX + 1:
            raise ClauseInvalid(f"is nested deeper than {NESTING_MAX} brackets")
        if items[-1] > LIST_ITEMS_MAX:
            raise ClauseInvalid(f"has a list of more than {LIST_ITEMS_MAX} values")


@lru_cache(maxsize=512)
def _admitted(text: str) -> cel.Program:
    """A clause that may be evaluated: one that calls nothing else than `FUNCTIONS`. Raises ClauseInvalid."""
    if others := functions_used(text) - FUNCTIONS:
        raise ClauseInvalid(f"calls {min(others)!r}, which is not allowed")
    return compile_clause(text)


@lru_cache(maxsize=512)
def names_used(text: str) -> frozenset[str]:
    """The variables a clause names, `form` and `received_on` included. Raises `ClauseInvalid`."""
    return frozenset(compile_clause(text).variables())


def functions_used(text: str) -> frozenset[str]:
    """The functions, macros and operators a clause calls, as CEL names them. Raises `ClauseInvalid`."""
    # A macro such as `map` is gone once it is compiled.
    return frozenset(compile_clause(text).functions()) | frozenset(_CALL.findall(_STRING.sub('""', text)))


def answers_used(text: str) -> frozenset[str]:
    """The form fields a clause names as `form.<field>`."""
    return frozenset(_ANSWER.findall(_STRING.sub('""', text)))


@dataclass(frozen=True)
class Reads:
    """What some clauses read: the variables they name, and of `form` the fields, None where it is read as a whole."""

    names: frozenset[str]
    answers: frozenset[str] | None


@lru_cache(maxsize=512)
def read_by(texts: tuple[str, ...]) -> Reads:
    """What the clauses of one rule read together. One that is not valid reads nothing: it is never evaluated."""
    names: set[str] = set()
    answers: set[str] = set()
    whole = False
    for text in texts:
        try:
            names |= names_used(text)
        except ClauseInvalid:
            continue
        answers |= answers_used(text)
        bare = _STRING.sub('""', text)
        whole = whole or len(_FORM.findall(bare)) > len(_ANSWER.findall(bare))
    return Reads(frozenset(names), None if whole else frozenset(answers))


def typed(value_type: str, text: str) -> Value:
    """A value as a clause sees it, from the text it travels as.

    Args:
        value_type: the catalogue's type, such as "number" or "boolean".
        text: decimal for a number, "true" or "false" for a boolean, YYYY-MM-DD for a date.

    Raises:
        ValueError: the text is not of that type, or longer than `VALUE_LENGTH_MAX`.
    """
    if len(text) > VALUE_LENGTH_MAX:
        raise ValueError("too long")
    if value_type == "number":
        number = float(text)
        return int(number) if number.is_integer() else number
    if value_type == "boolean":
        if text not in ("true", "false"):
            raise ValueError(f"not a boolean: {text!r}")
        return text == "true"
    if value_type == "date":
        return date.fromisoformat(text).isoformat()
    return text


def years_between(start: str, end: str) -> int:
    """Full years from one date to another (YYYY-MM-DD), completed on the anniversary.

    An anniversary that a year does not have (29 February) is the day after, 1 March (our decision).
    """
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


_OURS = {"years_between": years_between}


class Ground:
    """What the clauses of one rule are evaluated over: the item's facts, the answers, the day of receipt."""

    def __init__(
        self, facts: Mapping[str, Value], answers: Mapping[str, Value], received_on: date, reads: Reads | None = None
    ) -> None:
        """`facts` by name and `answers` by field, each as `typed` gives it.

        `reads`: what the clauses read, so that nothing else is handed over: to make a text CEL's costs as much as to
        evaluate a clause.
        """
        variables: dict[str, object]
        if reads is None:
            variables = {**facts, FORM: dict(answers), RECEIVED_ON: received_on.isoformat()}
        else:
            variables = {name: facts[name] for name in reads.names if name in facts}
            if FORM in reads.names:
                fields = answers if reads.answers is None else reads.answers
                variables[FORM] = {name: answers[name] for name in fields if name in answers}
            if RECEIVED_ON in reads.names:
                variables[RECEIVED_ON] = received_on.isoformat()
        self._context = cel.Context(variables, _OURS)

    def holds(self, text: str) -> bool:
        """Whether a clause holds.

        Raises:
            ClauseInvalid: it does not compile, or calls what is not allowed.
            ClauseUndecided: a name has no value, types do not fit, or the result is not a truth value.
        """
        program = _admitted(text)
        try:
            result = program.execute(self._context)
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            raise ClauseUndecided(type(error).__name__) from None  # the message may repeat a person's data
        if not isinstance(result, bool):
            raise ClauseUndecided("not a truth value")
        return result


def evaluate(text: str, facts: Mapping[str, Value], answers: Mapping[str, Value], received_on: date) -> bool:
    """Whether one clause holds; see `Ground`."""
    return Ground(facts, answers, received_on).holds(text)
