"""Writes docs/once-only.md, the page for lawyers and departments, from the table: `make rules`."""

from __future__ import annotations

from pathlib import Path

from tests.contract.once_only.reading import ARROW, Row, Rule, rules

PAGE = Path(__file__).parents[3] / "docs" / "once-only.md"
HEAD = """# What the state holds is not asked for 政府已有的不用交

Each rule with its source and the cases that prove it. This page is written by `make rules` from
[the table](../tests/contract/once_only/table.yaml) that the tests run against the real code of intake, verification and
approval on the real catalogue (`tests/contract/test_once_only.py`), and a test fails when the two differ: what stands
here is what the software does. How to read a line, and how to add one, is said at the top of the table.

These are the rules as found in public sources. They are software, not legal advice.
"""


def page() -> str:
    """The page's text."""
    return HEAD + "".join(_section(number, rule) for number, rule in enumerate(rules(), 1))


def _section(number: int, rule: Rule) -> str:
    lines = [f"\n## {number}. {rule.name}\n\nSource: {rule.source}\n\n| given | what follows |\n| --- | --- |\n"]
    return "".join([*lines, *map(_line, rule.rows)])


def _line(row: Row) -> str:
    before, _, after = row.text.partition(ARROW)
    return f"| {_cell(before)} | {_cell(after)} |\n"


def _cell(text: str) -> str:
    return "<br>".join(part.strip() for part in text.split(";"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
