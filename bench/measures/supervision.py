"""The supervisors' list: a page of a million tasks beside the same page of a thousand."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from bench.caseload import Caseload
from bench.figures import Sample
from bench.ground import CALL_SECONDS_MAX, Ground, Size
from bench.results import Result
from onetrip.approval.v1 import supervision_service_pb2 as pb
from onetrip.process.v1 import state_pb2

LIST = "/onetrip.approval.v1.SupervisionService/ListCases"
FEW = 1_000
MILLISECONDS = 1000
WARM_UPS = 10
PAUSE_SECONDS = 0.002
GOAL = 2.0
PAGE = 10
# Each has a full page at a thousand tasks already, or none at a million, so that pages of the same size are compared.
FILTERS = {
    "all": pb.ListCasesRequest(),
    "of a department": pb.ListCasesRequest(department="department-7"),
    "of an item": pb.ListCasesRequest(item_code="item-11"),
    "red": pb.ListCasesRequest(light=state_pb2.LIGHT_RED),
    "held by officers of a department": pb.ListCasesRequest(department="department-4", waits_for=pb.WAITS_FOR_OFFICER),
    "waiting for applicants: none": pb.ListCasesRequest(waits_for=pb.WAITS_FOR_APPLICANT),
    "red of a department that has none": pb.ListCasesRequest(department="department-7", light=state_pb2.LIGHT_RED),
}
NOTE = (
    "Straight to approval, one call at a time, the filters in turn and the second page of each; the same calls with a"
    " thousand cases and open tasks, and with so many more. Spread: the least and the greatest p99 of five groups."
)


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the p99 of a page with all the tasks beside that with a thousand."""
    caseload = Caseload(ground.stack.database_url("approval"))
    supervisor = ground.graduates.signed("psupervisor", ("supervisor",))
    async with aio.insecure_channel(ground.stack.address("approval")) as channel:
        call = channel.unary_unary(
            LIST,
            request_serializer=pb.ListCasesRequest.SerializeToString,
            response_deserializer=pb.ListCasesResponse.FromString,
        )
        desk = _Desk(call, supervisor.metadata)
        samples: dict[int, dict[str, list[float]]] = {}
        for count in (FEW, size.tasks):
            await caseload.grow_to(count)
            await desk.rounds(WARM_UPS)
            samples[count] = await desk.rounds(size.pages)
    return [_result(samples[size.tasks], samples[FEW], size.tasks)]


class _Desk:
    """Asks for pages and measures the answers."""

    def __init__(self, call: Any, metadata: tuple[tuple[str, str], ...]) -> None:
        self._call = call
        self._metadata = metadata

    async def rounds(self, count: int) -> dict[str, list[float]]:
        """Ask for the first two pages of each filter so often. Returns the seconds of each call by filter."""
        seconds: dict[str, list[float]] = {name: [] for name in FILTERS}
        for _ in range(count):
            for name, request in FILTERS.items():
                token = await self._page(request, "", seconds[name])
                if token:
                    await self._page(request, token, seconds[name])
        return seconds

    async def _page(self, request: pb.ListCasesRequest, token: str, seconds: list[float]) -> str:
        asked = pb.ListCasesRequest(page_size=PAGE, page_token=token)
        asked.MergeFrom(request)
        at = time.perf_counter()
        answer = await self._call(asked, metadata=self._metadata, timeout=CALL_SECONDS_MAX)
        seconds.append(time.perf_counter() - at)
        await asyncio.sleep(PAUSE_SECONDS)
        return answer.next_page_token


def _result(many: dict[str, list[float]], few: dict[str, list[float]], tasks: int) -> Result:
    ours, reference = (_sample(values) for values in (many, few))
    return Result(
        f"supervisors' list at {tasks:,} tasks, p99",
        "ms",
        ours.p99,
        ours.tail_spread(),
        len(ours.values),
        NOTE,
        reference.p99,
        reference.tail_spread(),
        GOAL,
        beside={
            "p50 (ms)": ours.p50,
            f"p50 at {FEW:,} tasks (ms)": reference.p50,
            **{f"{name}, p50 (ms)": Sample.of(values).p50 * MILLISECONDS for name, values in many.items()},
        },
    )


def _sample(seconds: dict[str, list[float]]) -> Sample:
    return Sample.of(each * MILLISECONDS for values in seconds.values() for each in values)
