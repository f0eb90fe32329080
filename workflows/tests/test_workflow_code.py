"""What workflow code may touch: the sandbox passes our own modules through, so that these rules are kept here."""

import ast
from pathlib import Path

import pytest

from contracts.topics import PROCESS, TOPICS
from deploy.local.engines import temporal
from onetrip.intake.v1.events_pb2 import ApplicationSubmitted
from workflows import policies, search_attributes
from workflows.facts import EVENTS

WORKFLOWS = Path(__file__).parents[1]
ALLOWED = {
    "__future__", "asyncio", "bisect", "collections", "contextlib", "contracts", "dataclasses", "datetime", "enum",
    "functools", "google", "itertools", "onetrip", "temporalio", "typing", "workflows",
}  # fmt: skip
# Clocks and randomness of the machine: a replay would see others.
FORBIDDEN_CALLS = {"now", "utcnow", "today", "time", "uuid4", "random", "sleep"}
OURS = {"workflow", "course", "self", "calendar", "matter"}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def workflow_modules() -> list[Path]:
    """The workflow's own file, and every module of ours that it reaches."""
    reached: dict[str, Path] = {}
    waiting = ["application"]
    while waiting:
        name = waiting.pop()
        path = WORKFLOWS / f"{name}.py"
        if name in reached or not path.exists():
            continue
        reached[name] = path
        waiting += [each.split(".")[1] for each in imports(path) if each.startswith("workflows.")]
    return sorted(reached.values())


@pytest.mark.parametrize("path", workflow_modules(), ids=lambda path: path.stem)
def test_workflow_code_imports_nothing_that_talks_to_the_world(path: Path) -> None:
    assert {each.partition(".")[0] for each in imports(path)} <= ALLOWED


@pytest.mark.parametrize("path", workflow_modules(), ids=lambda path: path.stem)
def test_workflow_code_reads_no_clock_and_no_chance_of_the_machine(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call, ast.Attribute) and call.attr in FORBIDDEN_CALLS]
    owners = {ast.unparse(call.value).split(".")[0].lstrip("_") for call in named}
    assert owners <= OURS


def test_what_the_bridge_handles_is_what_the_table_of_topics_says() -> None:
    listed = {message for topic in TOPICS for message in topic.consumers.get(PROCESS, ())}
    assert {*EVENTS.values(), ApplicationSubmitted} == listed


def test_the_local_server_knows_every_search_attribute() -> None:
    kinds = {"Keyword": "KEYWORD", "KeywordList": "KEYWORD_LIST", "Datetime": "DATETIME", "Int": "INT"}
    ours = {key.name: key.indexed_value_type.name for key in search_attributes.ALL}
    assert ours == {name: kinds[kind] for name, kind in temporal.SEARCH_ATTRIBUTES.items()}


def test_a_workflow_id_can_be_read_back() -> None:
    assert policies.application_id_of(policies.workflow_id("abc")) == "abc"
    with pytest.raises(ValueError, match="not the workflow of an application"):
        policies.application_id_of("order/1")
