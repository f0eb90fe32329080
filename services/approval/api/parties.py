"""PartyService: the rights of those whom a matter concerns."""

from onetrip.approval.v1 import party_service_pb2 as pb
from runtime.grpc_server import Context
from services.approval.api.counter import Counter
from services.approval.handlers import parties
from services.approval.handlers.office import Office
from services.approval.policy import REASONS_LENGTH_MAX
from services.approval.validation import Violations


class PartyApi:
    """Implements PartyService; what each RPC promises stands in its proto."""

    def __init__(self, office: Office, counter: Counter) -> None:
        self._office = office
        self._counter = counter

    async def get_matter(self, request: pb.GetMatterRequest, context: Context) -> pb.GetMatterResponse:
        """Return the matter as far as it concerns the caller."""
        violations = Violations()
        violations.id("application_id", request.application_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await parties.get_matter(self._office, connection, context.caller, request)

    async def state_view(self, request: pb.StateViewRequest, context: Context) -> pb.StateViewResponse:
        """Keep a view."""
        violations = _check(request)
        request.text = violations.text("text", request.text, REASONS_LENGTH_MAX)
        violations.finish()
        async with self._counter.writing() as connection:
            return await parties.state_view(self._office, connection, context.caller, request)

    async def request_hearing(self, request: pb.RequestHearingRequest, context: Context) -> pb.RequestHearingResponse:
        """Ask for a hearing."""
        violations = _check(request)
        violations.id("case_id", request.case_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await parties.request_hearing(self._office, connection, context.caller, request)

    async def waive_hearing(self, request: pb.WaiveHearingRequest, context: Context) -> pb.WaiveHearingResponse:
        """Give the right to a hearing up."""
        violations = _check(request)
        violations.id("case_id", request.case_id)
        violations.finish()
        async with self._counter.writing() as connection:
            return await parties.waive_hearing(self._office, connection, context.caller, request)


def _check(request: pb.StateViewRequest | pb.RequestHearingRequest | pb.WaiveHearingRequest) -> Violations:
    violations = Violations()
    violations.id("application_id", request.application_id)
    violations.request_id(request.request_id)
    return violations
