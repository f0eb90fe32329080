"""Texts for people, from texts.yaml beside this file."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from onetrip.approval.v1.events_pb2 import CommittedMaterial
from onetrip.catalog.v1.catalog_pb2 import InstantRule, LocalizedText, RuleClause
from onetrip.verification.v1.facts_pb2 import Fact


@cache
def _texts() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))


def granted_by_rule(rule: InstantRule) -> str:
    """Reasons of a grant by rule: every condition in words, Chinese and then English."""
    template, separator = _texts()["granted-by-rule"], _texts()["clause-separator"]
    chinese = separator["zh"].join(clause.text.zh for clause in rule.clauses)
    english = separator["en"].join(clause.text.en for clause in rule.clauses)
    return "\n".join(
        (
            template["zh"].format(version=rule.version, clauses=chinese),
            template["en"].format(version=rule.version, clauses=english),
        )
    )


def clause_words(clause: RuleClause, facts: Sequence[tuple[Fact, str]], *, holds: bool) -> LocalizedText:
    """How a clause came out, and by which facts, in one sentence (PIPL, art. 24).

    ``facts``: each with the day on which its source confirmed it, YYYY-MM-DD; empty when that is not known.
    """
    return LocalizedText(zh=_clause_words("zh", clause, facts, holds), en=_clause_words("en", clause, facts, holds))


def _clause_words(language: str, clause: RuleClause, facts: Sequence[tuple[Fact, str]], holds: bool) -> str:
    texts = _texts()
    used = texts["between-names"][language].join(
        texts["fact-used" if day else "fact-used-undated"][language].format(
            fact=fact.name, source=fact.source, date=day
        )
        for fact, day in facts
    )
    by = texts["clause-by"][language].format(facts=used) if used else ""
    words = texts["clause-holds" if holds else "clause-fails"][language]
    return words.format(clause=getattr(clause.text, language), by=by).strip()


def granted_by_silence(expiry_date: str) -> str:
    """Reasons of a renewal that silence granted, Chinese and then English. ``expiry_date``: YYYY-MM-DD."""
    return _both("granted-by-silence", date=expiry_date)


def supplement_awaited() -> str:
    """Why the clock stands still for a supplement after acceptance, Chinese and then English."""
    return _both("supplement-awaited")


def hearing_requested() -> str:
    """Why the clock stands still for a hearing that was asked for, Chinese and then English."""
    return _both("hearing-requested")


def same_matter(own_numbers: Sequence[str]) -> str:
    """That the same was applied for before, Chinese and then English.

    ``own_numbers``: of the applicant's own applications; none: it is somebody else's, of which nothing is told.
    """
    if own_numbers:
        return _both("same-matter-own", numbers="、".join(own_numbers))
    return _both("same-matter-other")


def rests_on_hearing(day: str) -> str:
    """That a decision rests on the record of a hearing held on a day, YYYY-MM-DD; Chinese and then English."""
    return _both("rests-on-hearing", date=day)


def statement_answered(*, by_applicant: bool, text: str, answer: str) -> str:
    """What a decision answers to a view that was stated, Chinese and then English around the words of both."""
    return _both("applicant-answered" if by_applicant else "party-answered", text=text, answer=answer)


def _both(name: str, **words: str) -> str:
    template = _texts()[name]
    return "\n".join(template[language].format(**words) for language in ("zh", "en"))


def waits_for_line(
    kind: str, department: LocalizedText, others: Sequence[LocalizedText], officer: str
) -> LocalizedText:
    """Whom a case waits for, in one line. ``others``: the other departments that have a step of it now."""
    template, separator = _texts()[f"waits-for-{kind}"], _texts()["between-names"]
    return LocalizedText(
        zh=template["zh"].format(
            department=department.zh, departments=separator["zh"].join(name.zh for name in others), officer=officer
        ),
        en=template["en"].format(
            department=department.en, departments=separator["en"].join(name.en for name in others), officer=officer
        ),
    )


def certificate_note(committed: Sequence[CommittedMaterial]) -> LocalizedText:
    """What a certificate says of the commitments (告知承诺) that it rests on."""
    template, separator = _texts()["certificate-note"], _texts()["between-names"]
    return LocalizedText(
        zh=template["zh"].format(names=separator["zh"].join(each.name.zh for each in committed)),
        en=template["en"].format(names=separator["en"].join(each.name.en for each in committed)),
    )
