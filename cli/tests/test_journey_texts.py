"""What the demo says is there in both languages, for every journey and every name it can need."""

import string
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from cli.demo.board import COLUMNS
from cli.journeys import JOURNEYS
from cli.journeys.texts import FILE, text, title
from onetrip.process.v1 import state_pb2


def texts(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, dict) and "zh" in node:
        yield path, node
        return
    for key, value in node.items():
        yield from texts(value, f"{path}.{key}")


ALL = dict(texts(yaml.safe_load(FILE.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", ALL)
def test_a_text_is_in_both_languages_and_fills_in_the_same(path: str) -> None:
    found = ALL[path]
    assert set(found) == {"zh", "en"}
    fields = {language: {field for _, field, _, _ in string.Formatter().parse(said) if field} for language, said in
              found.items()}  # fmt: skip
    assert {name.removesuffix("_zh") for name in fields["zh"]} == {name.removesuffix("_en") for name in fields["en"]}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_journey_has_a_title(journey: str) -> None:
    assert title(journey).zh


def test_every_state_and_outcome_has_a_name() -> None:
    for name in state_pb2.ApplicationState.DESCRIPTOR.values_by_name:
        text("states", name)
    for name in state_pb2.CaseOutcome.DESCRIPTOR.values_by_name:
        text("outcomes", name)
    for column in COLUMNS:
        text("board", column)
