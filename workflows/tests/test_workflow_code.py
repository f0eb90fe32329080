"""What workflow code may touch: the worker runs it without the SDK's sandbox, so that these rules are kept here.

They are narrower than the sandbox's, which passes our own modules through (docs/decisions/0018).
"""

import ast
import re
from pathlib import Path
from typing import TypeVar

import pytest

from contracts.topics.names import PROCESS
from contracts.topics.table import TOPICS
from deploy.local.engines import temporal
from onetrip.approval.v1.events_pb2 import CaseDecided
from onetrip.intake.v1.events_pb2 import ApplicationRated, ApplicationSubmitted
from workflows import policies
from workflows.beside import assignment_rules, commitment_rules, follow_up_rules
from workflows.facts import EVENTS
from workflows.operators import search_attributes
from workflows.operators import text as operator_text
from workflows.proactive import rules as proactive_rules

Node = TypeVar("Node", bound=ast.AST)
WORKFLOWS = Path(__file__).parents[1]
ALLOWED = {
    "__future__", "asyncio", "bisect", "collections", "contextlib", "contracts", "dataclasses", "datetime", "enum",
    "functools", "google", "itertools", "onetrip", "temporalio", "typing", "workflows",
}  # fmt: skip
# Clocks and randomness of the machine: a replay would see others.
FORBIDDEN_CALLS = {"now", "utcnow", "today", "time", "uuid4", "random", "sleep"}
OURS = {"workflow", "course", "self", "calendar", "matter"}
# What of asyncio has one order only, that of Temporal's own event loop: no threads, no sets of tasks, no sockets.
ASYNCIO = {"Lock", "Event", "Task", "create_task", "gather", "CancelledError"}
# Files, terminals, code from elsewhere, and what differs between two runs of one program.
FORBIDDEN_BUILTINS = {
    "open", "input", "print", "exec", "eval", "compile", "__import__", "breakpoint", "id", "hash", "globals",
}  # fmt: skip
CHANGING = {
    "add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault",
    "sort", "update",
}  # fmt: skip
SETS = {"set", "frozenset"}
# What makes a line in a history, and the argument that says in words what it is for.
SUMMARIES = (
    (r"workflow\.(execute|start)_(local_)?activity(_method|_class)?", "summary"),
    (r"workflow\.(execute|start)_child_workflow", "static_summary"),
    (r"workflow\.sleep", "summary"),
    (r"workflow\.wait_condition", "timeout_summary"),
    (r".*\.start_workflow", "static_summary"),
)
CHINESE = re.compile("[\u4e00-\u9fff]")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def nodes(path: Path, kind: type[Node]) -> list[Node]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kind)]


def is_a_set(node: ast.expr) -> bool:
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SETS
    return named or isinstance(node, ast.Set | ast.SetComp)


def defines_a_workflow(path: Path) -> bool:
    decorators = [ast.unparse(each) for node in nodes(path, ast.ClassDef) for each in node.decorator_list]
    return any(each.startswith("workflow.defn") for each in decorators)


def workflow_modules() -> list[Path]:
    """The workflows' own files, and every module of ours that they reach."""
    reached: set[Path] = set()
    waiting = [path for path in own_modules() if defines_a_workflow(path)]
    while waiting:
        path = waiting.pop()
        if path in reached or not path.exists():
            continue
        reached.add(path)
        named = [each.split(".")[1:] for each in imports(path) if each.startswith("workflows.")]
        waiting += [WORKFLOWS.joinpath(*parts).with_suffix(".py") for parts in named]
    return sorted(reached)


def named(path: Path) -> str:
    """A module as its tests are called by."""
    return path.relative_to(WORKFLOWS).with_suffix("").as_posix()


def own_modules() -> list[Path]:
    """Every module of orchestration, in whichever folder."""
    return sorted(path for path in WORKFLOWS.rglob("*.py") if "tests" not in path.parts[len(WORKFLOWS.parts) :])


def test_these_rules_hold_for_every_workflow() -> None:
    kinds = {"application", "follow_up", "commitment_check", "assignment", "run"}
    assert {path.stem for path in workflow_modules() if defines_a_workflow(path)} >= kinds


@pytest.mark.parametrize("path", workflow_modules(), ids=named)
def test_workflow_code_imports_nothing_that_talks_to_the_world(path: Path) -> None:
    assert {each.partition(".")[0] for each in imports(path)} <= ALLOWED


@pytest.mark.parametrize("path", workflow_modules(), ids=named)
def test_workflow_code_reads_no_clock_and_no_chance_of_the_machine(path: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call, ast.Attribute) and call.attr in FORBIDDEN_CALLS]
    owners = {ast.unparse(call.value).split(".")[0].lstrip("_") for call in named}
    assert owners <= OURS


@pytest.mark.parametrize("path", workflow_modules(), ids=named)
def test_workflow_code_takes_of_asyncio_only_what_has_one_order(path: Path) -> None:
    used = {
        node.attr
        for node in nodes(path, ast.Attribute)
        if isinstance(node.value, ast.Name) and node.value.id == "asyncio"
    }
    assert used <= ASYNCIO
    assert not any(each.startswith("asyncio.") for each in imports(path))


@pytest.mark.parametrize("path", workflow_modules(), ids=named)
def test_workflow_code_calls_no_builtin_that_reaches_outside(path: Path) -> None:
    called = {node.func.id for node in nodes(path, ast.Call) if isinstance(node.func, ast.Name)}
    assert not called & FORBIDDEN_BUILTINS


@pytest.mark.parametrize("path", own_modules(), ids=named)
def test_every_activity_timer_and_start_says_in_a_summary_what_it_is_for(path: Path) -> None:
    """A person reads the history in Temporal's UI: what it lists says in Chinese what it is."""
    for call in nodes(path, ast.Call):
        name, given = ast.unparse(call.func), {keyword.arg: keyword.value for keyword in call.keywords}
        wanted = next((summary for pattern, summary in SUMMARIES if re.fullmatch(pattern, name)), None)
        if wanted is None or (wanted == "timeout_summary" and "timeout" not in given):
            continue
        assert wanted in given, f"line {call.lineno}: {name} has no {wanted}"
        assert not isinstance(given[wanted], ast.Constant), "texts for operators stand in operators/text.py"


def test_texts_for_operators_are_chinese() -> None:
    texts = [*operator_text._STEPS.values(), *operator_text.STATES.values(), *operator_text.LIGHTS.values()]
    constants = [value for name, value in vars(operator_text).items() if name.isupper() and isinstance(value, str)]
    texts += [each for each in constants if each != operator_text.NOTHING]
    assert [each for each in texts if not CHINESE.search(each)] == []


@pytest.mark.parametrize("path", workflow_modules(), ids=named)
def test_a_module_keeps_nothing_of_a_workflow_for_the_next_one(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module_names = {
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name)
    }
    assert not nodes(path, ast.Global)
    changed = {
        node.func.value.id
        for node in nodes(path, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING and isinstance(node.func.value, ast.Name)
    } | {
        node.value.id
        for node in nodes(path, ast.Subscript)
        if isinstance(node.ctx, ast.Store | ast.Del) and isinstance(node.value, ast.Name)
    }
    assert not changed & module_names


@pytest.mark.parametrize("path", workflow_modules(), ids=named)
def test_workflow_code_goes_through_no_set_whose_order_differs_from_worker_to_worker(path: Path) -> None:
    gone_through = [node.iter for node in [*nodes(path, ast.For), *nodes(path, ast.comprehension)]]
    assert not [ast.unparse(each) for each in gone_through if is_a_set(each)]


def test_what_the_bridge_handles_is_what_the_table_of_topics_says() -> None:
    listed = {message for topic in TOPICS for message in topic.consumers.get(PROCESS, ())}
    applications, ratings, commitments = (
        {*EVENTS.values(), ApplicationSubmitted},
        {*follow_up_rules.EVENTS.values(), ApplicationRated},
        {*commitment_rules.EVENTS.values(), CaseDecided},
    )
    assignments = {*assignment_rules.OPENING, *assignment_rules.CLOSING}
    runs = {*proactive_rules.ANSWERS}
    assert applications | ratings | commitments | assignments | runs == listed
    assert not assignments & (applications | ratings | commitments)
    assert not applications & ratings
    # A decision is what an application waits for and, where it rests on a commitment, what a check begins with.
    assert applications & commitments == {CaseDecided}


def test_the_local_server_knows_every_search_attribute() -> None:
    kinds = {"Keyword": "KEYWORD", "KeywordList": "KEYWORD_LIST", "Datetime": "DATETIME", "Int": "INT"}
    ours = {key.name: key.indexed_value_type.name for key in search_attributes.ALL}
    assert ours == {name: kinds[kind] for name, kind in temporal.SEARCH_ATTRIBUTES.items()}


def test_a_workflow_id_can_be_read_back() -> None:
    assert policies.application_id_of(policies.workflow_id("abc")) == "abc"
    with pytest.raises(ValueError, match="not the workflow of an application"):
        policies.application_id_of("order/1")
