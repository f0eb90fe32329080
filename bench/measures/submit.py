"""Submit, acknowledged: straight to intake beside a bare grpc.aio handler that commits the same number of rows."""

from __future__ import annotations

import asyncio

from bench.figures import Sample
from bench.ground import BARE_SUBMIT, Desk, Ground, Size
from bench.results import Result
from bench.rows import rows_written

MILLISECONDS = 1000
P50_GOAL, P99_GOAL = 1.5, 2.0
COUNTED = 3
WARM_UPS = 20
# Between two calls, so that what one leaves behind (its message is sent after the answer) does not delay the next.
PAUSE_SECONDS = 0.01
NOTE = (
    "One call at a time, interleaved; every call has a new applicant, whose token is checked for the first time."
    " The bare handler checks the same token and commits the same number of rows in one statement."
)


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return p50 and p99, and beside them what the gateway adds."""
    url = ground.stack.database_url("postgres")
    rows = await rows_written(url, ground.desk, ground.graduates.take(COUNTED))
    bare = await ground.bare_server(rows)
    desks = {
        "ours": ground.desk,
        "reference": await ground.desk_at(f"127.0.0.1:{bare.ready['port']}", BARE_SUBMIT),
        "gateway": await ground.desk_at(ground.stack.address("gateway")),
    }
    for desk in desks.values():
        await _seconds(ground, desk, WARM_UPS)
    taken: dict[str, list[float]] = {name: [] for name in desks}
    for _ in range(size.submissions):
        for name, desk in desks.items():
            taken[name] += await _seconds(ground, desk, 1)
    samples = {name: Sample.of(each * MILLISECONDS for each in values) for name, values in taken.items()}
    return _results(samples, rows)


async def _seconds(ground: Ground, desk: Desk, calls: int) -> list[float]:
    seconds: list[float] = []
    for applicant in ground.graduates.take(calls):
        seconds.append((await desk.submit(applicant))[2])
        await asyncio.sleep(PAUSE_SECONDS)
    return seconds


def _results(samples: dict[str, Sample], rows: int) -> list[Result]:
    ours, reference, gateway = samples["ours"], samples["reference"], samples["gateway"]
    count = len(ours.values)
    return [
        Result(
            "submit acknowledged, p50",
            "ms",
            ours.p50,
            ours.spread,
            count,
            NOTE,
            reference.p50,
            reference.spread,
            P50_GOAL,
            beside={
                "rows committed by each": rows,
                "through the gateway (ms)": gateway.p50,
                "the gateway adds (ms)": gateway.p50 - ours.p50,
            },
        ),
        Result(
            "submit acknowledged, p99",
            "ms",
            ours.p99,
            ours.tail_spread(),
            count,
            f"{NOTE} Spread: the least and the greatest p99 of five groups of the calls.",
            reference.p99,
            reference.tail_spread(),
            P99_GOAL,
            beside={"through the gateway (ms)": gateway.p99, "the gateway adds (ms)": gateway.p99 - ours.p99},
        ),
    ]
