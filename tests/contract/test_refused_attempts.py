"""Whatever rule refuses somebody: its own reason, and the attempt on record, in every service that serves people."""

import ast
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.wrappers_pb2 import StringValue

from onetrip.intake.v1.application_service_pb2 import WithdrawApplicationRequest
from runtime.errors import AppError, InvalidInput, NotFound, PermissionDenied, RuleViolation
from runtime.refusals import Refusal
from runtime.rpc_calls import Access, Checks, Gate, Rpc
from runtime.tokens import Principal
from tests.contract.test_errors import ERRORS

ROOT = Path(__file__).parents[2]
RULES = [error for error in ERRORS if issubclass(error, RuleViolation | PermissionDenied)]
# Whose code can refuse by a rule of the domain.
SERVING = sorted(
    {
        path.relative_to(ROOT / "services").parts[0]
        for path in (ROOT / "services").rglob("*.py")
        if "tests" not in path.parts and "errors import" in (text := path.read_text(encoding="utf-8"))
        if any(f"{error.__name__}(" in text for error in RULES if error.__module__.startswith("contracts."))
    }
)
APPLICANT = Principal("papplicant", frozenset({"applicant"}), None, 2, None)


class Aborted(Exception):
    """What gRPC raises of an abort."""


class Call:
    """The part of a gRPC call that an RPC reads."""

    def __init__(self) -> None:
        self.status = ""

    def invocation_metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", "Bearer good"),)

    def time_remaining(self) -> float:
        return 5.0

    async def abort(self, code: Any, _message: str, _trailers: Any) -> None:
        self.status = code.name
        raise Aborted


class Verifier:
    """Knows one token."""

    def recall(self, _token: str) -> Principal:
        return APPLICANT


class Record:
    """Refusals in memory; one that is broken keeps nothing."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.kept: list[Refusal] = []
        self._fault = fault

    async def note(self, refusal: Refusal) -> None:
        if self._fault:
            raise self._fault
        self.kept.append(refusal)


async def refuse(error: AppError, record: Record) -> str:
    """An applicant calls an RPC that refuses. Returns the status that they are told."""

    async def withdraw_application(_request: Any, _context: Any) -> StringValue:
        raise error

    checks = Checks(Verifier(), None, Gate(9, "calls"), Gate(9, "streams"), 5.0, record)  # type: ignore[arg-type]
    access = Access(roles=frozenset({"applicant"}))
    name = "intake.v1.ApplicationService/WithdrawApplication"
    rpc, call = Rpc(name, access, checks, withdraw_application, WithdrawApplicationRequest), Call()
    with pytest.raises(Aborted):
        await rpc.unary(WithdrawApplicationRequest(id="a1").SerializeToString(), call)
    return call.status


@pytest.mark.parametrize("error", RULES, ids=lambda error: error.reason)
async def test_whatever_rule_refuses_is_told_by_its_reason_and_on_record(error: type[AppError]) -> None:
    record, refusal = Record(), error.__new__(error)
    AppError.__init__(refusal, "Because of 王小明.")  # some make their words themselves
    assert await refuse(refusal, record) == error.code
    assert record.kept == [Refusal(APPLICANT, "WithdrawApplication", "a1", error.reason)]


@pytest.mark.parametrize("error", [InvalidInput("no"), NotFound("no"), ValueError("no")], ids=repr)
async def test_what_no_rule_refuses_is_nobodys_attempt(error: Exception) -> None:
    record = Record()
    await refuse(error, record)  # type: ignore[arg-type]
    assert record.kept == []


async def test_an_attempt_that_cannot_be_noted_is_not_answered_as_if_it_were() -> None:
    assert await refuse(RULES[0]("no"), Record(ConnectionRefusedError("the database is away"))) == "UNAVAILABLE"


def test_the_services_that_can_refuse_are_known() -> None:
    assert SERVING == ["approval", "intake", "notification", "verification"]


@pytest.mark.parametrize("service", SERVING)
def test_a_service_that_can_refuse_keeps_what_it_refused(service: str) -> None:
    folder = ROOT / "services" / service
    servers = [
        {keyword.arg for keyword in node.keywords}
        for node in ast.walk(ast.parse((folder / "main.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Server"
    ]
    assert [("refusals" in keywords) for keywords in servers] == [True]
    schema = "\n".join(file.read_text(encoding="utf-8") for file in (folder / "migrations").glob("*.sql"))
    assert "CREATE TABLE attempts" in schema
    assert "BEFORE UPDATE OR DELETE ON attempts" in schema
