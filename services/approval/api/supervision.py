"""SupervisionService: what is late, what waits for whom, who stands in."""

from datetime import date

from onetrip.approval.v1 import supervision_service_pb2 as pb
from runtime.grpc_server import Context
from runtime.pages import PageTokens, page_size_of
from services.approval.api.counter import Counter
from services.approval.codec import CASE_STATE, LIGHT, WAITS_FOR
from services.approval.domain.supervision import CaseState, scope_of
from services.approval.handlers import passing_on, supervising
from services.approval.handlers.office import Office
from services.approval.policy import ETAG_LENGTH_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, REASONS_LENGTH_MAX
from services.approval.store import board
from services.approval.validation import Violations


class SupervisionApi:
    """Implements SupervisionService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter
        self._tokens = PageTokens(office.sealer, "ListCases")

    async def list_cases(self, request: pb.ListCasesRequest, context: Context) -> pb.ListCasesResponse:
        """List the cases in the caller's scope, the most urgent first."""
        wanted = _filter(request, context.caller.department)
        size = page_size_of(request.page_size, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
        bound_to = (context.caller.subject, [wanted.department, wanted.item_code, *map(str, _numbers(request))])
        after = _position(self._tokens.read(request.page_token, *bound_to))
        async with self._counter.reading() as connection:
            rows = await board.page(connection, wanted, after, size + 1)
            cases = await supervising.views(self._office, connection, rows[:size])
        last = rows[size - 1] if len(rows) > size else None
        token = self._tokens.make(*bound_to, [str(part) for part in last.position]) if last else ""
        return pb.ListCasesResponse(cases=cases, next_page_token=token)

    async def get_case(self, request: pb.GetCaseRequest, context: Context) -> pb.GetCaseResponse:
        """Return a case with its record."""
        violations = Violations()
        violations.id("id", request.id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await supervising.get_case(self._office, connection, context.caller, request.id)

    async def reassign_task(self, request: pb.ReassignTaskRequest, context: Context) -> pb.ReassignTaskResponse:
        """Have another officer hold a task."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        violations.id("officer", request.officer)
        request.reason = violations.text("reason", request.reason, REASONS_LENGTH_MAX)
        if len(request.etag) > ETAG_LENGTH_MAX:
            violations.add("etag", f"must be {ETAG_LENGTH_MAX} characters at most")
        violations.finish()
        async with self._counter.writing() as connection:
            return await passing_on.reassign_task(self._office, connection, context.caller, request)

    async def set_absence(self, request: pb.SetAbsenceRequest, context: Context) -> pb.SetAbsenceResponse:
        """Say who is away and who stands in."""
        violations = Violations()
        violations.id("id", request.id)
        violations.request_id(request.request_id)
        if request.HasField("absence"):
            violations.date("absence.from_date", request.absence.from_date)
            violations.date("absence.until_date", request.absence.until_date)
            violations.id("absence.substitute", request.absence.substitute)
        violations.finish()
        async with self._counter.writing() as connection:
            return await passing_on.set_absence(self._office, connection, context.caller, request)


def _numbers(request: pb.ListCasesRequest) -> tuple[int, int, int]:
    return request.light, request.waits_for, request.state


def _filter(request: pb.ListCasesRequest, department: str | None) -> board.Filter:
    """What is asked for, within what the caller may see. Raises InvalidInput, PermissionDenied."""
    violations = Violations()
    violations.id("department", request.department, required=False)
    violations.id("item_code", request.item_code, required=False)
    for field, value, known in (
        ("light", request.light, LIGHT),
        ("waits_for", request.waits_for, WAITS_FOR),
        ("state", request.state, CASE_STATE),
    ):
        if value and value not in known:
            violations.add(field, "must be one of those named in the contract")
    violations.finish()
    return board.Filter(
        state=CASE_STATE.get(request.state, CaseState.OPEN),
        department=scope_of(department, request.department),
        item_code=request.item_code,
        waits_for=WAITS_FOR.get(request.waits_for),
        light=LIGHT.get(request.light),
    )


def _position(position: list[str] | None) -> board.Position | None:
    if position is None:
        return None
    urgency, due_on, case_id, department = position
    return int(urgency), date.fromisoformat(due_on), case_id, department
