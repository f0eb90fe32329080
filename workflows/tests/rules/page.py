"""Writes docs/rules.md, the page for lawyers and product owners, from the table: `make rules`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from workflows.tests.rules.table import ARROW, Rule, rules

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "rules.md"
ELSEWHERE = Path(__file__).with_name("kept_elsewhere.yaml")
HEAD = """# The rules of time and state 时限与状态规则

Each rule with its source and the cases that prove it. This page is written by `make rules` from
[the table](../workflows/tests/rules/rules.yaml) that the tests run against the real workflow
(`workflows/tests/test_rules.py`), and a test fails when the two differ: what stands here is what the software does.
How to read a line, and how to add one, is said at the top of the table.

These are the rules as found in public sources. They are software, not legal advice.
"""
REST = """
# Rules that other tests keep 其他测试所保障的规则

What no row can show: two people at once, who may do what, the ledger of visits. Each with the tests that keep it; their
names say what they promise, and a test fails when one of them is gone.
"""


@dataclass(frozen=True)
class KeptElsewhere:
    """A rule, its source, and the tests that keep it, by file."""

    rule: str
    source: str
    tests: Mapping[str, Sequence[str]]


def kept_elsewhere() -> list[KeptElsewhere]:
    """The rules that no row can show."""
    return [KeptElsewhere(**entry) for entry in yaml.safe_load(ELSEWHERE.read_text(encoding="utf-8"))]


def page() -> str:
    """The page's text."""
    of_rows = "".join(_section(number, rule) for number, rule in enumerate(rules(), 1))
    return HEAD + of_rows + REST + "".join(_kept(rule) for rule in kept_elsewhere())


def _kept(rule: KeptElsewhere) -> str:
    lines = [f"\n## {rule.rule}\n\nSource: {rule.source}\n\n| what is promised | test |\n| --- | --- |\n"]
    for file, tests in rule.tests.items():
        lines += [f"| {each.removeprefix('test_').replace('_', ' ')} | [{file}](../{file}) |\n" for each in tests]
    return "".join(lines)


def _section(number: int, rule: Rule) -> str:
    lines = [f"\n## {number}. {rule.name}\n\nSource: {rule.source}\n\n| what happens | what follows |\n| --- | --- |\n"]
    for row in rule.rows:
        happens, _, follows = row.text.partition(ARROW)
        lines.append(f"| {_cell(happens)} | {_cell(follows)} |\n")
    return "".join(lines)


def _cell(text: str) -> str:
    return "<br>".join(part.strip() for part in text.split(";"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
