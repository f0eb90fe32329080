"""Rules of once-only: what the state holds is not asked for (State Council order 716, art. 7)."""

from collections.abc import Collection, Iterator, Sequence

from services.intake.catalog.model import Catalog, Entry, Finding
from services.intake.shortening import subject_for


def supplying_facts_are_declared(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A fact that supplies a material is one that the item looks up, an answer one that it asks for."""
    facts = {fact["name"] for fact in entry.listed("facts")}
    questions = {question["name"] for question in entry.listed("form")}
    for where, material in entry.numbered("materials"):
        for index, source in enumerate(material.get("supplied_by", ())):
            kind, _, name = source.partition(":")
            if kind == "fact" and name not in facts:
                yield Finding((*where, "supplied_by", index), f"{name!r} is not a fact of this item")
            if kind == "form" and name not in questions:
                yield Finding((*where, "supplied_by", index), f"{name!r} is not a question of the form")


def nothing_held_is_asked_for(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """A document that a register or a certificate supplies is never asked of the applicant (order 716, art. 7).

    A register connected after the item was written shortens its list by itself (decision 0024), where the item says
    about whom or what it can be asked.
    """
    for where, material in entry.numbered("materials"):
        held_by = catalog.documents_held.get(material["code"])
        later = catalog.connected_later.get(material["code"], ())
        if any(subject_for(subjects, *_known_subjects(entry)) for subjects in later):
            continue
        if held_by is not None and not material.get("supplied_by"):
            yield Finding(where, f"{material['code']!r} is asked of the applicant, but the {held_by} supplies it")


def _known_subjects(entry: Entry) -> tuple[Collection[str], Sequence[tuple[str, str]]]:
    """Who may apply, and the questions with their types."""
    return entry.data["applicant_kinds"], [(one["name"], one["type"]) for one in entry.listed("form")]


def no_question_repeats_a_fact(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """No question asks what a fact answers, unless it is the claim the fact is compared with (order 716, art. 7)."""
    claims = {fact.get("claimed_by_form_field") for fact in entry.listed("facts")}
    looked_up = {name for fact in entry.listed("facts") for name in (fact["name"], fact["field"])}
    named = {fact["subject"].removeprefix("form:") for fact in entry.listed("facts")}
    for where, question in entry.numbered("form"):
        if question["name"] in looked_up - claims - named:
            yield Finding((*where, "name"), f"{question['name']!r} is asked although a register answers it")
