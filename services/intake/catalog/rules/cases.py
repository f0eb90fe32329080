"""Rules about an item's rules as a whole: clauses fit the types of the facts, cases come out as they say.

An item has two at most: the instant rule (秒批), by which a machine grants, and the entitling one (免申即享), by which
a run finds people.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from contracts.clauses import (
    FORM,
    RECEIVED_ON,
    ClauseInvalid,
    ClauseUndecided,
    Ground,
    Value,
    answers_used,
    names_used,
    typed,
)
from contracts.yaml_files import Where
from services.intake.catalog.model import Catalog, Entry, Finding
from services.intake.catalog.rules.clauses import (
    clauses_call_allowed_functions,
    clauses_compile,
    clauses_use_declared_names,
)

INSTANT, PROACTIVE = "instant", "proactive"
Clauses = Sequence[Mapping[str, Any]]

_EARLIER = (clauses_compile, clauses_use_declared_names, clauses_call_allowed_functions)

NUMBERS_MAX = 4
"""Most numbers in one clause whose kinds, whole or broken, are tried one by one (decision)."""


def clauses_fit_the_types_of_facts(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A clause compares only what has one type, and comes out true or false (CEL's own type checker)."""
    types = types_of(entry)
    for index, clause in enumerate(_sound_clauses(entry, catalog)):
        if problem := mistyped(clause["cel"], types):
            yield Finding((INSTANT, "clauses", index, "cel"), f"clause {clause['code']!r}: {problem}")


def cases_come_out_as_they_say(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Each case fails in the clauses it names and in no other; what it names is declared and of its type."""
    yield from come_out_otherwise(entry, INSTANT, _sound_clauses(entry, catalog), types_of(entry))


def every_clause_has_a_case(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The first case is granted, and for every clause there is one that it stops: else nobody knows what it does."""
    yield from untried(entry, INSTANT, _sound_clauses(entry, catalog), types_of(entry))


def come_out_otherwise(entry: Entry, rule: str, clauses: Clauses, types: Mapping[str, str]) -> Iterator[Finding]:
    """The cases of a rule, "instant" or "proactive", that do not come out as they say, or name what cannot be.

    `clauses`: the rule's, none while one is no clause at all; `types`: of all that a case may name.
    """
    for number, case in enumerate(cases_of(entry, rule, types) if clauses else ()):
        where: Where = (rule, "cases", number)
        try:
            failed = case.failed(clauses)
        except ValueError as error:
            yield Finding(where, f"case {case.title!r}: {error}")
            continue
        if failed != case.fails:
            found = ", ".join(sorted(failed)) or "nothing"
            yield Finding(where, f"case {case.title!r} fails in {found}, and says {', '.join(case.fails) or 'nothing'}")


def untried(entry: Entry, rule: str, clauses: Clauses, types: Mapping[str, str]) -> Iterator[Finding]:
    """A first case of a rule that fails, and clauses that no case stops. Arguments as of `come_out_otherwise`."""
    cases = list(cases_of(entry, rule, types))
    if cases and _failed(cases[0], clauses):
        yield Finding((rule, "cases", 0), f"the first case, {cases[0].title!r}, is to be granted")
    stopped = {code for case in cases for code in case.fails}
    for index, clause in enumerate(clauses):
        if clause["code"] not in stopped:
            yield Finding((rule, "clauses", index), f"clause {clause['code']!r} has no case in which it fails")


@dataclass(frozen=True)
class Case:
    """One made-up application: texts of facts and answers with their types, and the clauses that are to fail."""

    title: str
    facts: Mapping[str, Any]
    form: Mapping[str, Any]
    received_on: str
    fails: frozenset[str]
    types: Mapping[str, str]

    def failed(self, clauses: Clauses) -> frozenset[str]:
        """The clauses that do not hold. Raises ValueError for a name or a value that cannot be."""
        answers = {name: self._typed(f"{FORM}.{name}", value) for name, value in self.form.items() if value is not None}
        facts = {name: self._typed(name, value) for name, value in self.facts.items() if value is not None}
        ground = Ground(facts, answers, date.fromisoformat(self.received_on))
        return frozenset(clause["code"] for clause in clauses if not _holds(ground, clause["cel"]))

    def _typed(self, name: str, value: Any) -> Value:
        if name not in self.types:
            raise ValueError(f"{name!r} is neither a fact nor a question that this rule sees")
        kind = self.types[name]
        text = str(value).lower() if isinstance(value, bool) else str(value)
        try:
            return typed(kind, text)
        except ValueError:
            raise ValueError(f"{name}: {text!r} is not a {kind}") from None


def cases_of(entry: Entry, rule: str, types: Mapping[str, str]) -> Iterator[Case]:
    """The cases of a rule, each with what it takes from the first."""
    given = entry.data.get(rule, {}).get("cases", ())
    for case in given:
        first = given[0]
        yield Case(
            case["title"],
            {**first.get("facts", {}), **case.get("facts", {})},
            {**first.get("form", {}), **case.get("form", {})},
            case.get("received_on", first.get("received_on", "")),
            frozenset(case.get("fails", ())),
            types,
        )


def _failed(case: Case, clauses: Clauses) -> frozenset[str]:
    with suppress(ValueError):
        return case.failed(clauses)
    return frozenset()  # said by `come_out_otherwise`


def _sound_clauses(entry: Entry, catalog: Catalog) -> Clauses:
    """The instant rule's clauses; none while one of them is no clause at all, which the rules before these say."""
    if any(finding for rule in _EARLIER for finding in rule(entry, catalog)):
        return []
    return entry.data.get(INSTANT, {}).get("clauses", [])


def types_of(entry: Entry) -> dict[str, str]:
    """The catalogue's type of every name that a clause may use."""
    answers = {f"{FORM}.{question['name']}": question["type"] for question in entry.listed("form")}
    return {**answers, **{fact["name"]: fact["type"] for fact in entry.listed("facts")}, RECEIVED_ON: "date"}


def _holds(ground: Ground, text: str) -> bool:
    try:
        return ground.holds(text)
    except (ClauseInvalid, ClauseUndecided):
        return False


def mistyped(text: str, types: Mapping[str, str]) -> str:
    """What the type checker says of a clause; empty when it fits.

    A number of the catalogue is whole or broken as its value happens to be, and CEL tells the two apart: a clause fits
    when it does for some choice of them.
    """
    used = {*names_used(text), *(f"{FORM}.{name}" for name in answers_used(text))} - {FORM}
    numbers = sorted(name for name in used if types[name] == "number")
    few = len(numbers) <= NUMBERS_MAX
    kinds = product(("INT", "DOUBLE"), repeat=len(numbers)) if few else [("DYN",) * len(numbers)]
    problem = ""
    for chosen in kinds:
        problem = _checked(text, {name: types[name] for name in used}, dict(zip(numbers, chosen, strict=True)))
        if not problem:
            return ""
    return problem


def _checked(text: str, types: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    from cel_expr_python import cel  # noqa: PLC0415 - 50 MB that only a check needs

    kinds = {name: numbers.get(name, "BOOL" if kind == "boolean" else "STRING") for name, kind in types.items()}
    years = cel.Overload("years_between_dates", cel.Type.INT, [cel.Type.STRING, cel.Type.STRING])
    environment = cel.NewEnv(
        # An answer has its question's type; of the form as a whole a clause asks only whether something was answered.
        variables={FORM: cel.Type.DYN, **{name: getattr(cel.Type, kind) for name, kind in kinds.items()}},
        functions=[cel.FunctionDecl("years_between", [years])],
    )
    try:
        result = environment.compile(text).return_type()
    except RuntimeError as error:
        return str(error).splitlines()[0].rpartition(": ")[2]
    return "" if result == cel.Type.BOOL else "is not a truth value"
