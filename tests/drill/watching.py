"""A Prometheus of its own on a running stack, with our rules, in which twenty minutes pass in one (decision 0066)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from deploy.local.engines.prometheus import RULES, Prometheus
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.stack import Stack
from deploy.local.supervisor import Supervisor

# The setting of the drills: every range and every `for` of the rules is divided by it. What is compared with (seconds,
# counts, shares) is not, so what is counted has to come as much more often.
FACTOR = 20
READINGS_SECONDS = "1"
SECONDS_OF = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = re.compile(r"(?<=\[)(\d+)([smhd])(?=\])|(?<=for: )(\d+)([smhd])$", re.MULTILINE)
FIRED = 'group by (alertname) (present_over_time(ALERTS{alertstate="firing"}[1h]))'
POLL_SECONDS = 1.0


def shortened(rules: str, factor: int = FACTOR) -> str:
    """The rules with every range and every `for` divided; the names of what is recorded stay."""

    def divided(found: re.Match[str]) -> str:
        count, unit = found[1] or found[3], found[2] or found[4]
        return f"{int(count) * SECONDS_OF[unit] // factor}s"

    return DURATION.sub(divided, rules)


class Alerts:
    """What has fired since the watch began."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def fired(self) -> set[str]:
        """The names of all alerts that fired, also of those that have ended."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{self._url}/api/v1/query", params={"query": FIRED})
        return {series["metric"]["alertname"] for series in answer.raise_for_status().json()["data"]["result"]}

    async def until(self, names: Collection[str], seconds_max: float) -> None:
        """Return when all of them have fired. Raises AssertionError with those that did."""
        deadline = asyncio.get_running_loop().time() + seconds_max
        while not set(names) <= (fired := await self.fired()):
            assert asyncio.get_running_loop().time() < deadline, f"of {set(names)} only {fired} fired"
            await asyncio.sleep(POLL_SECONDS)


@asynccontextmanager
async def watch(stack: Stack, folder: Path) -> AsyncIterator[Alerts]:
    """Collect from every process of the stack each second; what was before is not known to it."""
    rules = await asyncio.to_thread(_written, folder)
    port = Ports.free().of("prometheus")
    server = Prometheus(folder / "prometheus", port, stack.environment.metrics(), rules, seconds=1)
    supervisor = Supervisor([server.process()], folder)
    await supervisor.start()
    try:
        yield Alerts(f"http://{LOOPBACK}:{port}")
    finally:
        await supervisor.stop()


def _written(folder: Path) -> Path:
    folder.mkdir(parents=True)
    rules = folder / "rules.yaml"
    rules.write_text(shortened(RULES.read_text(encoding="utf-8")), encoding="utf-8")
    return rules
