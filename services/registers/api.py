"""RegisterService: the one interface in front of every department's system."""

from collections.abc import Mapping, Sequence

from onetrip.registers.v1 import registers_pb2 as pb
from runtime.clock import Clock
from runtime.errors import Unavailable
from runtime.grpc_server import Context
from runtime.logs import get_logger
from services.registers import codec
from services.registers.adapters.port import RegisterAdapter, RegisterUnavailable
from services.registers.domain import Lookup, Record, Register, answer

RETRY_SECONDS = 1.0


class RegisterService:
    """Answers lookups. Who asked, and why, is logged by the caller; here only that a register was asked."""

    def __init__(self, registers: Mapping[str, Register], adapter: RegisterAdapter, clock: Clock) -> None:
        self._registers = registers
        self._adapter = adapter
        self._clock = clock

    async def lookup(self, request: pb.LookupRequest, context: Context) -> pb.LookupResponse:
        """Answer one lookup. Raises InvalidInput, and Unavailable when the register does not answer."""
        lookup = codec.lookup_of(request, self._registers)
        [records] = await self._adapter.find_all([lookup])
        if isinstance(records, RegisterUnavailable):
            _log_unavailable(lookup, request, records)
            raise Unavailable(
                f"The register {lookup.register.name} does not answer.",
                metadata={"register": lookup.register.name},
                retry_after_seconds=RETRY_SECONDS,
            )
        return self._response(lookup, records)

    async def lookup_batch(self, request: pb.LookupBatchRequest, context: Context) -> pb.LookupBatchResponse:
        """Answer several lookups, each with its own outcome. Raises InvalidInput for the whole batch."""
        lookups = codec.lookups_of(request, self._registers)
        found = await self._adapter.find_all(lookups)
        outcomes = zip(lookups, request.lookups, found, strict=True)
        return pb.LookupBatchResponse(outcomes=[self._outcome(*outcome) for outcome in outcomes])

    def _outcome(
        self, lookup: Lookup, request: pb.LookupRequest, records: Sequence[Record] | RegisterUnavailable
    ) -> pb.LookupOutcome:
        if isinstance(records, RegisterUnavailable):
            _log_unavailable(lookup, request, records)
            return pb.LookupOutcome(unavailable=pb.Unavailable(register=lookup.register.name))
        return pb.LookupOutcome(response=self._response(lookup, records))

    def _response(self, lookup: Lookup, records: Sequence[Record]) -> pb.LookupResponse:
        answers = answer(lookup, records, self._clock.now())
        return codec.response_of(lookup, answers, found=bool(records))


def _log_unavailable(lookup: Lookup, request: pb.LookupRequest, error: RegisterUnavailable) -> None:
    get_logger().warning(
        "register.unavailable",
        register=lookup.register.name,
        application_id=request.application_id,
        error=str(error),
    )
