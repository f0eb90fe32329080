"""What encryption costs: instant applications with it, beside the same with every value sealed as itself.

In CPU time, which is what limits the rate when all cores are used, and is steady on a machine that others use too: the
rate with encryption ÷ the rate without is the CPU time without ÷ the CPU time with.
"""

from __future__ import annotations

from pathlib import Path

import asyncpg

from bench.figures import Sample
from bench.ground import Ground, Size, ground
from bench.measures.cpu import IN_FLIGHT, WARM_UPS, milliseconds_of_applications
from bench.results import Result
from runtime.sealing import VERSION_OF_DATA_KEYS

GOAL = 0.9
SECOND = 1000.0
UNSEALED = Path(__file__).resolve().parents[1] / "unsealed"
NOTE = (
    "Applications for each second of CPU time of all processes of a stack, engines included: one stack as it is, one"
    " whose processes seal every value as itself and ask for no key. Batches in turn,"
    f" {IN_FLIGHT} in flight. The rate on a machine whose cores are all used is as many for each core."
)


async def measure(place: Ground, size: Size) -> list[Result]:
    """Return the applications for a second of CPU time, with encryption and without."""
    async with ground(environment={"*": {"PYTHONPATH": str(UNSEALED)}}) as bare:
        sides = {"on": place, "off": bare}
        for side in sides.values():
            await side.graduates_for(WARM_UPS + size.cpu_rounds * size.cpu_batch)
            await milliseconds_of_applications(side, WARM_UPS)
        if [await _sealed(side) for side in sides.values()] != [True, False]:
            raise RuntimeError("encryption is not on in one stack and off in the other")
        rates: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(size.cpu_rounds):
            for name, side in sides.items():
                spent = await milliseconds_of_applications(side, size.cpu_batch)
                rates[name].append(SECOND / sum(spent.values()))
    on, off = Sample.of(rates["on"]), Sample.of(rates["off"])
    count = size.cpu_rounds * size.cpu_batch
    return [
        Result(
            "encryption on beside off, applications for a second of CPU time",
            "/s",
            on.p50,
            on.spread,
            count,
            NOTE,
            off.p50,
            off.spread,
            GOAL,
            at_least=True,
        )
    ]


async def _sealed(side: Ground) -> bool:
    """Whether what intake keeps of a form is sealed under a data key."""
    connection = await asyncpg.connect(side.stack.database_url("intake"))
    try:
        return (await connection.fetchval("SELECT sealed_form FROM applications LIMIT 1"))[0] == VERSION_OF_DATA_KEYS
    finally:
        await connection.close()
