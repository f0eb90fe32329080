"""One tree of errors: each has a reason of its own, a gRPC code, a retry rule, and a line in docs/errors.md."""

import importlib
import pkgutil
import re
from pathlib import Path

import grpc
import pytest

import contracts.errors
from runtime.errors import AppError, PermissionDenied, RuleViolation
from runtime.rpc_errors import code_of, to_app_error
from services.gateway.errors import LOCAL_ERRORS

DOCUMENT = Path(__file__).parents[2] / "docs" / "errors.md"
# Where errors may be defined.
RULES_OF_THE_DOMAIN = [module.name for module in pkgutil.iter_modules(contracts.errors.__path__, "contracts.errors.")]
HOMES = ("runtime.errors", "runtime.pages", "runtime.sealing", *RULES_OF_THE_DOMAIN)


def tree(base: type[AppError] = AppError) -> list[type[AppError]]:
    for home in HOMES:
        importlib.import_module(home)
    return [error for child in base.__subclasses__() for error in (child, *tree(child))]


ERRORS = [error for error in tree() if "reason" in vars(error)]
RULES = [
    error
    for error in ERRORS
    if error.__module__ in RULES_OF_THE_DOMAIN and issubclass(error, RuleViolation | PermissionDenied)
]
ROOT = DOCUMENT.parents[1]
SOURCES = [path for folder in ("services", "workflows", "cli", "tests") for path in (ROOT / folder).rglob("*.py")]
CODE, TESTS = (
    "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCES if ("tests" in path.parts[len(ROOT.parts) :]) is tests
    )
    for tests in (False, True)
)


def test_errors_are_defined_in_their_homes_only() -> None:
    assert {error.__module__ for error in ERRORS} <= set(HOMES)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.reason)
def test_an_error_maps_to_a_code_that_a_caller_may_see(error: type[AppError]) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9_]+", error.reason)
    code = getattr(grpc.StatusCode, error.code)
    assert code is not grpc.StatusCode.UNKNOWN
    assert error.retryable == (code is grpc.StatusCode.UNAVAILABLE), "clients retry UNAVAILABLE and nothing else"


def test_reasons_are_unique() -> None:
    reasons = [error.reason for error in ERRORS]
    assert len(reasons) == len(set(reasons))


def test_the_document_lists_every_reason_with_its_code() -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    listed = {tuple(cell.strip(" `") for cell in line.split("|")[1:3]) for line in lines if line.startswith("| `")}
    ours = {(error.reason, error.code) for error in ERRORS}
    gateways = {(reason, list(grpc.StatusCode)[code].name) for code, reason, _ in LOCAL_ERRORS.values()}
    assert listed == ours | gateways


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.reason)
def test_every_rule_of_the_domain_is_held_somewhere_and_a_test_breaks_it(rule: type[AppError]) -> None:
    assert re.search(rf"\b{rule.__name__}\b", CODE), "no code raises it"
    assert re.search(rf"\b(?:{rule.__name__}|{rule.reason})\b", TESTS), "no test names it"


def test_an_unexpected_fault_tells_the_caller_nothing() -> None:
    told = to_app_error(ValueError("王伟 11010519491231002X"), "intake.v1.ApplicationService/SubmitApplication")
    assert code_of(told) is grpc.StatusCode.INTERNAL
    assert "王伟" not in told.message
    assert "1101" not in told.message
