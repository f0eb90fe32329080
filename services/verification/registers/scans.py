"""Reading a register page by page (免申即享); a page is believed only when its register has signed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from onetrip.registers.v1 import registers_pb2 as pb
from onetrip.registers.v1 import registers_pb2_grpc
from runtime.certificates import Certificates
from runtime.logs import get_logger
from runtime.tokens import SharedKey
from runtime.transport import Line
from services.verification.domain import Answer
from services.verification.registers.client import DOWN, answer_of
from services.verification.registers.witness import Doubtful, Witness

# A register has at most 4 s of its own inside.
PAGE_SECONDS_MAX = 5.0
# 1,000 records of 32 fields; gRPC's own limit of 4 MB is for single lookups.
PAGE_BYTES_MAX = 16 * 1024 * 1024


@dataclass(frozen=True)
class Page:
    """Each person's answers by field, in the order of their ids; whether no more come after them."""

    records: Sequence[tuple[str, Mapping[str, Answer]]]
    last: bool


class Scans(Protocol):
    """The port to registers that are read page by page."""

    async def page(self, request: pb.ScanRequest) -> Page | None:
        """Return a page, or None when the register does not answer. Raises Doubtful for what is not to be relied on."""
        ...


class GrpcScans:
    """Registers behind their gRPC interface. `stop()` closes the channel."""

    def __init__(self, target: str, key: SharedKey, witness: Witness, certificates: Certificates | None = None) -> None:
        self._line = Line(
            target,
            registers_pb2_grpc.RegisterServiceStub,
            certificates,
            [("grpc.max_receive_message_length", PAGE_BYTES_MAX)],
        )
        self._metadata = key.metadata()
        self._witness = witness

    async def stop(self) -> None:
        """Close the channel."""
        await self._line.stop()

    async def page(self, request: pb.ScanRequest) -> Page | None:
        """See Scans. Raises what gRPC says of a question that is at fault itself."""
        try:
            response = await self._line.stub.Scan(request, timeout=PAGE_SECONDS_MAX, metadata=self._metadata)
        except aio.AioRpcError as error:
            if error.code() not in DOWN:
                raise
            get_logger().warning("registers.unavailable", code=error.code().name)
            return None
        self._witness.check_page(request, response)
        records = [
            (record.person_id, {answer.field: answer_of(answer) for answer in record.answers})
            for record in response.records
        ]
        return Page(records, response.last)


__all__ = ["Doubtful", "GrpcScans", "Page", "Scans"]
