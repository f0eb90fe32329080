"""Texts for people, from texts.yaml beside this file."""

from functools import cache
from pathlib import Path

import yaml

from onetrip.catalog.v1.catalog_pb2 import InstantRule


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
