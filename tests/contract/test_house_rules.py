"""The rules of the house that a machine can check (CONTRIBUTING.md, "House rules")."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("runtime", "contracts", "services", "workflows", "cli", "deploy", "bench")
# The tails of the codebases we measure ourselves by: no file over about 450 lines, few functions over 40.
FILE_LINES_MAX = 450
FUNCTION_LINES_MAX = 60
# Where the environment may be read: once, into typed settings.
ENVIRONMENT_READERS = {"runtime/settings.py", "deploy/local/settings.py", "bench/profile/sitecustomize.py"}
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "tests" not in path.relative_to(ROOT).parts
)
TREES = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_public_port(node: ast.ClassDef) -> bool:
    """Public classes; what a Protocol asks for is described by who implements it."""
    bases = {getattr(base, "id", "") for base in node.bases}
    return not node.name.startswith("_") and "Protocol" not in bases


def test_the_environment_is_read_in_settings_only() -> None:
    readers = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= ENVIRONMENT_READERS


def test_no_file_and_no_function_is_too_long_to_read() -> None:
    long_files = {name: len((ROOT / name).read_text().splitlines()) for name in TREES}
    assert not {name: lines for name, lines in long_files.items() if lines > FILE_LINES_MAX}
    lengths = {
        f"{name}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, tree in TREES.items()
        for node in functions(tree)
    }
    assert not {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES_MAX}


@pytest.mark.parametrize("name", sorted(TREES))
def test_public_functions_and_modules_say_what_they_do(name: str) -> None:
    tree = TREES[name]
    if not tree.body:
        return
    assert ast.get_docstring(tree), f"{name} has no docstring"
    silent = [
        node.name
        for owner in [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef) and is_public_port(node))]
        for node in owner.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent, f"{name}: no docstring on {silent}"


def test_nothing_is_left_half_done() -> None:
    marks = re.compile(
        r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|except Exception:\s*pass|pytest\.mark\.(skip\b|xfail)"
    )
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in ROOT.glob("*/**/*.py")
        if not {".venv", "gen"} & set(path.parts)
    }
    assert not [str(path) for path, text in texts.items() if marks.search(text) and path != Path(__file__)]


def test_folders_have_names_that_say_what_is_in_them() -> None:
    vague = {"common", "utils", "util", "helpers", "misc", "shared"}
    assert not [path for path in SOURCES if vague & {path.stem, *path.parent.relative_to(ROOT).parts}]


def test_every_connection_is_made_after_import() -> None:
    connecting = {"connect", "create_pool", "AIOKafkaProducer", "AIOKafkaConsumer", "insecure_channel"}
    calls = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.Expr)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in connecting
    ]
    assert not calls


def test_no_python_runs_between_fork_and_exec() -> None:
    callers = [
        f"{name}:{node.value.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "preexec_fn"
    ]
    assert not callers, "a forked copy of a process with threads may crash: deploy/local/launcher.py"


def test_decision_records_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
