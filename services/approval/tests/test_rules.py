"""A machine may say yes; it never says no, and it says yes only when everything is there."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import facts_pb2 as facts
from services.approval.handlers.rule_reads import fields_read
from services.approval.rules import Clause, Known, judge

CLAUSES = [
    Clause("degree-as-stated", "degree == form.degree"),
    Clause("recent", "years_between(graduated, received_on) < 2"),
    Clause("no-record", "criminal_record == false"),
]
FACTS = {
    "degree": Known("bachelor", "text"),
    "graduated": Known("2026-06-30", "date"),
    "criminal_record": Known("false", "boolean"),
    "number": Known("D1", "text"),
}
ANSWERS = {"degree": Known("bachelor", "text")}
DAY = date(2026, 11, 23)


def test_all_clauses_true_grants_and_names_the_facts_used() -> None:
    verdict = judge(CLAUSES, ["number"], FACTS, ANSWERS, DAY)
    assert verdict.granted
    assert verdict.facts_used == {"degree", "graduated", "criminal_record"}


@given(st.sets(st.sampled_from(sorted(FACTS)), min_size=1))
def test_without_a_required_fact_nothing_is_granted(absent: set[str]) -> None:
    facts = {name: known for name, known in FACTS.items() if name not in absent}
    verdict = judge(CLAUSES, sorted(FACTS), facts, ANSWERS, DAY)
    assert not verdict.granted
    assert set(verdict.missing) == absent


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), st.text(max_size=20)))
def test_no_value_makes_a_rule_fail_with_an_error(changed: dict[str, str]) -> None:
    facts = {name: Known(changed.get(name, known.text), known.type) for name, known in FACTS.items()}
    verdict = judge(CLAUSES, [], facts, ANSWERS, DAY)
    assert set(verdict.clauses) == {clause.code for clause in CLAUSES}


def test_every_clause_that_does_not_hold_is_told_not_only_the_first() -> None:
    facts = {**FACTS, "degree": Known("master", "text"), "criminal_record": Known("true", "boolean")}
    assert judge(CLAUSES, [], facts, ANSWERS, DAY).failed == ("degree-as-stated", "no-record")


def test_a_rule_without_clauses_grants_nothing() -> None:
    assert not judge([], [], FACTS, ANSWERS, DAY).granted


def test_a_clause_that_is_not_cel_is_not_granted() -> None:
    assert not judge([Clause("broken", "degree ==")], [], FACTS, ANSWERS, DAY).granted


def test_what_a_rule_reads_is_told_by_the_facts_and_the_answers_that_its_clauses_name() -> None:
    clauses = ["degree == form.stated", "criminal_record == false"]
    item = catalog.ServiceItem(code="permit")
    item.instant.clauses.extend(catalog.RuleClause(code=f"c{n}", cel=cel) for n, cel in enumerate(clauses))
    names = ("degree", "criminal_record", "phone")
    known = facts.FactSet(
        facts=[facts.Fact(name=name, item_code="permit") for name in names],
        answers={"stated": "bachelor", "remark": "none", "degree": "of another question"},
    )
    assert fields_read(item, known) == ["criminal_record", "degree", "form.stated"]
    item.instant.clauses.add(code="whole", cel='!("remark" in form)')
    assert fields_read(item, known)[2:] == ["form.degree", "form.remark", "form.stated"]
