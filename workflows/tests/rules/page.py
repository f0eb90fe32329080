"""Writes docs/rules.md, the page for lawyers and product owners, from the table: `make rules`."""

from __future__ import annotations

from pathlib import Path

from workflows.tests.rules.table import ARROW, Rule, rules

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"
HEAD = """# The rules of time and state 时限与状态规则

Each rule with its source and the cases that prove it. This page is written by `make rules` from
[the table](../workflows/tests/rules/rules.yaml) that the tests run against the real workflow
(`workflows/tests/test_rules.py`), and a test fails when the two differ: what stands here is what the software does.
How to read a line, and how to add one, is said at the top of the table.

These are the rules as found in public sources. They are software, not legal advice.
"""


def page() -> str:
    """The page's text."""
    return HEAD + "".join(_section(number, rule) for number, rule in enumerate(rules(), 1))


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
