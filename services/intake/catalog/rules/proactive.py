"""Rules about what is granted without being asked for (免申即享): whom a run finds, and what it may ask of them."""

from collections.abc import Iterator
from typing import Any

from contracts.clauses import FORM, FUNCTIONS, RECEIVED_ON, ClauseInvalid, functions_used, names_used
from contracts.yaml_files import Where
from services.intake.catalog.model import Catalog, Entry, Finding
from services.intake.catalog.rules.cases import (
    PROACTIVE,
    Clauses,
    cases_of,
    come_out_otherwise,
    mistyped,
    types_of,
    untried,
)

# Ours without `scan` (services/registers/adapters); of those of other packages `onetrip registers check` says so, or
# the registers' log when they start.
ANSWERS_ONLY = frozenset({"http"})


def its_register_is_read_by_people(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The register knows people by their ids (decision 0049), and the item is a person's, of which each has one."""
    proactive = entry.data.get("proactive")
    if proactive is None:
        return
    register = catalog.registers.get(proactive["register"])
    if register is None or "person_id" not in register["source"]["keys"]:
        yield Finding(("proactive", "register"), f"{proactive['register']!r} is not a register kept by person ids")
    elif register["source"]["adapter"] in ANSWERS_ONLY:
        where, how = ("proactive", "register"), register["source"]["adapter"]
        yield Finding(
            where, f"{proactive['register']!r} cannot be read page by page: {how!r} answers single questions only"
        )
    if "person" not in entry.data["applicant_kinds"]:
        yield Finding(("proactive",), "no person can apply for this item")
    if entry.data["subject_fields"]:
        yield Finding(("proactive",), "what it is about has to be said by the applicant")


def its_clauses_use_facts_of_the_register(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A clause is one of an instant rule's, over facts of the register alone: nobody has filled in a form."""
    facts, types = _facts(entry), types_of(entry)
    for where, clause in _clauses(entry):
        try:
            names, functions = names_used(clause["cel"]), functions_used(clause["cel"])
        except ClauseInvalid as error:
            yield Finding(where, f"clause {clause['code']!r} {error}")
            continue
        unknown = sorted(names - {RECEIVED_ON} - facts.keys())
        for name in unknown:
            what = "the form, which nobody has filled in" if name == FORM else "no required fact of the register"
            yield Finding(where, f"clause {clause['code']!r} uses {name!r}, {what}")
        for name in sorted(functions - FUNCTIONS):
            yield Finding(where, f"clause {clause['code']!r} calls {name!r}, which is not allowed")
        if not unknown and functions <= FUNCTIONS and (problem := mistyped(clause["cel"], types)):
            yield Finding(where, f"clause {clause['code']!r}: {problem}")


def its_cases_come_out_as_they_say(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Each case fails in the clauses it names and in no other; whom it finds is not left out by the register."""
    clauses, types = _sound_clauses(entry, catalog), _case_types(entry)
    problems = list(come_out_otherwise(entry, PROACTIVE, clauses, types))
    yield from problems
    proactive = entry.data.get(PROACTIVE, {})
    if problems or not clauses or "aged_by" not in proactive:
        return
    shown = {
        "code": "aged",
        "cel": f"years_between({proactive['aged_by']}, {RECEIVED_ON}) >= {proactive['aged_years']}",
    }
    for number, case in enumerate(cases_of(entry, PROACTIVE, types)):
        if not case.fails and case.failed([shown]):
            where, by = (PROACTIVE, "cases", number), f"{proactive['aged_by']} and {proactive['aged_years']} years"
            yield Finding(where, f"case {case.title!r} is entitled, and the register leaves it out by {by}")


def every_clause_of_it_has_a_case(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """The first case is entitled, and for every clause there is one that it stops: else nobody knows what it does."""
    yield from untried(entry, PROACTIVE, _sound_clauses(entry, catalog), _case_types(entry))


def it_asks_for_nothing_but_what_it_says(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Whatever is needed is declared as asked for, or comes from the register itself (order 716, art. 7)."""
    proactive = entry.data.get("proactive")
    if proactive is None:
        return
    needed = {material["code"]: material for material in entry.listed("materials") if material["required"]}
    for index, code in enumerate(proactive["ask"]):
        if code not in needed:
            yield Finding(("proactive", "ask", index), f"{code!r} is not a required material of this item")
    held = {f"fact:{name}" for name in _facts(entry)}
    for code in sorted(needed.keys() - set(proactive["ask"])):
        if held.isdisjoint(needed[code].get("supplied_by", ())):
            yield Finding(("proactive", "ask"), f"{code!r} may have to be asked for, and is not named here")


def it_leaves_out_by_a_date(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """What the register leaves people out by is a date that it holds."""
    aged_by = entry.data.get("proactive", {}).get("aged_by")
    if aged_by is not None and _facts(entry).get(aged_by) != "date":
        yield Finding(("proactive", "aged_by"), f"{aged_by!r} is not a date of the register")


def _facts(entry: Entry) -> dict[str, str]:
    """The required facts about the applicant that the register holds, with their types."""
    register = entry.data.get("proactive", {}).get("register")
    return {
        fact["name"]: fact["type"]
        for fact in entry.listed("facts")
        if fact["register"] == register and fact["subject"] == "applicant" and fact["required"]
    }


def _sound_clauses(entry: Entry, catalog: Catalog) -> Clauses:
    """The rule's clauses; none while one of them, or what the register leaves out by, is found fault with."""
    if any(finding for rule in _EARLIER for finding in rule(entry, catalog)):
        return []
    return [clause for _, clause in _clauses(entry)]


def _case_types(entry: Entry) -> dict[str, str]:
    """What a case may name: facts of the register, and the day; no answers."""
    return {**_facts(entry), RECEIVED_ON: "date"}


def _clauses(entry: Entry) -> Iterator[tuple[Where, dict[str, Any]]]:
    for index, clause in enumerate(entry.data.get("proactive", {}).get("clauses", ())):
        yield ("proactive", "clauses", index, "cel"), clause


_EARLIER = (its_clauses_use_facts_of_the_register, it_leaves_out_by_a_date)
