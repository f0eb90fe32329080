"""A collector of traces (OTLP over gRPC) that keeps what it is sent in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grpc import aio
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)

LENGTH_BYTES = 4


@dataclass(frozen=True)
class Seen:
    """A span as it was sent. Ids are in hexadecimal; `parent` is empty at the root."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: Mapping[str, str]


class Collector(TraceServiceServicer):
    """Listens on a free port of this machine."""

    def __init__(self) -> None:
        self._server = aio.server()
        self._port = 0
        self._early: list[bytes] = []
        self._file: Path | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What a process is told to send its spans here, and soon."""
        return {"ONETRIP_TRACES_TARGET": f"127.0.0.1:{self._port}", "OTEL_BSP_SCHEDULE_DELAY": "500"}

    async def start(self) -> None:
        """Listen."""
        add_TraceServiceServicer_to_server(self, self._server)
        self._port = self._server.add_insecure_port("127.0.0.1:0")
        await self._server.start()

    async def stop(self) -> None:
        """Listen no more."""
        await self._server.stop(1)

    def write_to(self, file: Path) -> None:
        """Keep everything in this file, what came until now too."""
        self._file = file
        for content in self._early:
            self._keep(content)

    async def Export(self, request: ExportTraceServiceRequest, context: Any) -> ExportTraceServiceResponse:
        """See the protocol (opentelemetry.io/docs/specs/otlp)."""
        self._keep(request.SerializeToString())
        return ExportTraceServiceResponse()

    def spans(self, trace: str) -> list[Seen]:
        """What was sent of one trace."""
        return [seen for content in self._kept() for seen in _spans(content) if seen.trace == trace]

    def of_application(self, application_id: str) -> list[Seen]:
        """What was sent that names an application."""
        wanted = application_id.encode()
        contents = (content for content in self._kept() if wanted in content)
        return [seen for content in contents for seen in _spans(content) if application_id in seen.attributes.values()]

    def _keep(self, content: bytes) -> None:
        if self._file is None:
            self._early.append(content)
            return
        with self._file.open("ab") as file:
            file.write(len(content).to_bytes(LENGTH_BYTES, "big") + content)

    def _kept(self) -> Iterator[bytes]:
        assert self._file is not None
        with self._file.open("rb") as file:
            while header := file.read(LENGTH_BYTES):
                yield file.read(int.from_bytes(header, "big"))


def _spans(content: bytes) -> Iterator[Seen]:
    for resource in ExportTraceServiceRequest.FromString(content).resource_spans:
        service = next(each.value.string_value for each in resource.resource.attributes if each.key == "service.name")
        for span in (span for scope in resource.scope_spans for span in scope.spans):
            attributes = {each.key: each.value.string_value for each in span.attributes}
            yield Seen(
                service, span.name, span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex(), attributes
            )
