"""What the state holds of a person, as verification says it: the one call between two services (decision 0029)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import grpc
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from onetrip.catalog.v1 import catalog_pb2
from onetrip.verification.v1 import holdings_service_pb2 as pb
from onetrip.verification.v1 import holdings_service_pb2_grpc
from runtime import tracing
from runtime.certificates import Certificates
from runtime.logs import get_logger
from runtime.tokens import SharedKey
from runtime.transport import Line

# A person waits for it; a guide without it is still a guide.
CALL_SECONDS_MAX = 3.0


@dataclass(frozen=True)
class Holdings:
    """What is held of an item's documents; ``not_represented``: the caller is not the organisation's representative."""

    found: Sequence[pb.Holding] = ()
    not_represented: bool = False


class Asks(Protocol):
    """The port to verification."""

    async def of(self, person_id: str, item: catalog_pb2.ServiceItem, credit_code: str = "") -> Holdings | None:
        """Return what is held of the item's documents, of the person or of an organisation that they represent.

        None when that cannot be learned now. Never raises for that.
        """
        ...


class NoHoldings:
    """Knows of nobody: where no verification is configured, guides show the rules."""

    async def of(self, person_id: str, item: catalog_pb2.ServiceItem, credit_code: str = "") -> Holdings | None:
        """See Asks."""
        return None


class GrpcHoldings:
    """Verification behind its internal RPC. `stop()` closes the channel."""

    def __init__(self, target: str, key: SharedKey, certificates: Certificates | None = None) -> None:
        self._line = Line(target, holdings_service_pb2_grpc.HoldingsServiceStub, certificates)
        self._metadata = key.metadata()

    async def stop(self) -> None:
        """Close the channel."""
        await self._line.stop()

    async def of(self, person_id: str, item: catalog_pb2.ServiceItem, credit_code: str = "") -> Holdings | None:
        """See Asks."""
        request = pb.ListHoldingsRequest(person_id=person_id, item=item, credit_code=credit_code)
        try:
            with tracing.calling("/onetrip.verification.v1.HoldingsService/ListHoldings") as trace:
                metadata = (*self._metadata, *trace)
                answer = await self._line.stub.ListHoldings(request, timeout=CALL_SECONDS_MAX, metadata=metadata)
        except aio.AioRpcError as error:
            code: grpc.StatusCode = error.code()
            get_logger().warning("holdings.unavailable", code=code.name)
            return None
        return Holdings(list(answer.holdings), answer.not_represented)
