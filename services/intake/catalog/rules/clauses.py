"""Rules about what a machine may grant: the instant rule (秒批) and the renewal by silence."""

from collections.abc import Iterator
from typing import Any

from contracts.clauses import BUILT_IN_NAMES, FUNCTIONS, ClauseInvalid, answers_used, compile_clause
from contracts.clauses import functions_used as functions_of
from contracts.clauses import names_used as names_of
from contracts.yaml_files import Where
from services.intake.catalog.model import Catalog, Entry, Finding

RENEWAL_ASK_BEFORE_DAYS = 30


def clauses_compile(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A clause is CEL of at most 500 characters (contracts/clauses.py)."""
    for where, clause in _clauses(entry):
        try:
            compile_clause(clause["cel"])
        except ClauseInvalid as error:
            yield Finding((*where, "cel"), f"clause {clause['code']!r} {error}")


def clauses_use_declared_names(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A clause names only declared facts and questions, so that a decision can show all it used (PIPL art. 24)."""
    facts = {fact["name"]: fact for fact in entry.listed("facts")}
    questions = {question["name"] for question in entry.listed("form")}
    for where, clause in _compiled(entry):
        for name in sorted(names_of(clause["cel"]) - BUILT_IN_NAMES - facts.keys()):
            yield Finding((*where, "cel"), f"clause {clause['code']!r} uses {name!r}, which is not a fact of this item")
        for name in sorted(names_of(clause["cel"]) & facts.keys()):
            if not facts[name]["required"]:
                yield Finding((*where, "cel"), f"clause {clause['code']!r} uses {name!r}, which is not a required fact")
        for name in sorted(answers_used(clause["cel"]) - questions):
            yield Finding((*where, "cel"), f"clause {clause['code']!r} uses form.{name}, which is not asked")


def clauses_call_allowed_functions(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A clause calls only what contracts/clauses.py allows, so that its cost is bounded by its length."""
    for where, clause in _compiled(entry):
        for name in sorted(functions_of(clause["cel"]) - FUNCTIONS):
            yield Finding((*where, "cel"), f"clause {clause['code']!r} calls {name!r}, which is not allowed")


def no_grant_rests_on_what_nobody_has_seen(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A required document of an item that a machine grants is supplied by a fact that the item requires.

    A level C upload is no proof (domain.md), but it is given, and is asked for where a certificate, an answer or a fact
    that may be missing does not supply the document. Without a required fact the rule decides nothing: a person looks.
    """
    if "instant" not in entry.data:
        return
    held = {f"fact:{fact['name']}" for fact in entry.listed("facts") if fact["required"]}
    for where, material in entry.numbered("materials"):
        if material["required"] and held.isdisjoint(material.get("supplied_by", ())):
            yield Finding(
                where, f"{material['code']!r} may be an upload that nobody has seen: no required fact supplies it"
            )


def renewal_is_by_a_date_and_in_time(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A renewal that silence grants is asked for 30 calendar days before the licence ends (licensing law, art. 50)."""
    renewal = entry.data.get("renewal")
    if renewal is None:
        return
    types = {fact["name"]: fact["type"] for fact in entry.listed("facts")}
    if types.get(renewal["expires_on_fact"]) != "date":
        yield Finding(("renewal", "expires_on_fact"), f"{renewal['expires_on_fact']!r} is not a fact of type date")
    if renewal["ask_before_days"] != RENEWAL_ASK_BEFORE_DAYS:
        yield Finding(("renewal", "ask_before_days"), f"the law says {RENEWAL_ASK_BEFORE_DAYS} calendar days")


def _clauses(entry: Entry) -> Iterator[tuple[Where, dict[str, Any]]]:
    """The clauses of the instant rule, if there is one, with where each is."""
    for index, clause in enumerate(entry.data.get("instant", {}).get("clauses", ())):
        yield ("instant", "clauses", index), clause


def _compiled(entry: Entry) -> Iterator[tuple[Where, dict[str, Any]]]:
    """The clauses that compile; the others are reported by `clauses_compile`."""
    for where, clause in _clauses(entry):
        try:
            compile_clause(clause["cel"])
        except ClauseInvalid:
            continue
        yield where, clause
