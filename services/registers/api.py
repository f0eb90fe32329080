"""RegisterService: the one interface in front of every department's system."""

from collections.abc import Mapping

from onetrip.registers.v1 import registers_pb2 as pb
from runtime.clock import Clock
from runtime.errors import Unavailable
from runtime.grpc_server import Context
from runtime.logs import get_logger
from services.registers import codec, scan_codec
from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.desk import Desk, Outcome
from services.registers.domain import Lookup, Register, answer
from services.registers.signing import Signatures

RETRY_SECONDS = 1.0


class RegisterService:
    """Answers lookups. Who asked, and why, is logged by the caller; here only that a register was asked."""

    def __init__(self, registers: Mapping[str, Register], desk: Desk, signatures: Signatures, clock: Clock) -> None:
        self._registers = registers
        self._desk = desk
        self._signatures = signatures
        self._clock = clock

    async def lookup(self, request: pb.LookupRequest, context: Context) -> pb.LookupResponse:
        """Answer one lookup. Raises InvalidInput, and Unavailable when the register does not answer."""
        lookup = codec.lookup_of(request, self._registers)
        [outcome] = await self._desk.ask([lookup])
        written = self._outcome(lookup, request, outcome)
        if written.HasField("unavailable"):
            raise _away(lookup.register.name)
        return written.response

    async def lookup_batch(self, request: pb.LookupBatchRequest, context: Context) -> pb.LookupBatchResponse:
        """Answer several lookups at once, each with its own outcome. Raises InvalidInput for the whole batch."""
        lookups = codec.lookups_of(request, self._registers)

        def written(place: int, found: Outcome) -> pb.LookupOutcome:
            return self._outcome(lookups[place], request.lookups[place], found)

        return pb.LookupBatchResponse(outcomes=await self._desk.ask_and_write(lookups, written))

    async def scan(self, request: pb.ScanRequest, context: Context) -> pb.ScanResponse:
        """Answer a page. Raises InvalidInput, and Unavailable when the register does not answer."""
        scan = scan_codec.scan_of(request, self._registers, self._desk.scans)
        try:
            page = await self._desk.scan(scan)
        except RegisterUnavailable as error:
            _log_unavailable(scan.register.name, request.run_id, error)
            raise _away(scan.register.name) from None
        now = self._clock.now()
        response = scan_codec.response_of(scan, page, now)
        self._signatures.sign_page(request, response)
        return response

    def _outcome(self, lookup: Lookup, request: pb.LookupRequest, found: Outcome) -> pb.LookupOutcome:
        if isinstance(found, RegisterUnavailable):
            _log_unavailable(lookup.register.name, request.application_id, found)
            unknown = found.reason is Reason.NOT_ASKED
            return pb.LookupOutcome(unavailable=pb.Unavailable(register=lookup.register.name, subject_unknown=unknown))
        now = self._clock.now()
        response = codec.response_of(lookup, answer(lookup, found, now), found=bool(found))
        response.answer_time.FromDatetime(now)
        self._signatures.sign(request, response)
        return pb.LookupOutcome(response=response)


def _away(register: str) -> Unavailable:
    return Unavailable(
        f"The register {register} does not answer.",
        metadata={"register": register},
        retry_after_seconds=RETRY_SECONDS,
    )


def _log_unavailable(register: str, asked_for: str, error: RegisterUnavailable) -> None:
    get_logger().warning(
        "register.unavailable", register=register, application_id=asked_for, reason=error.reason, error=str(error)
    )
