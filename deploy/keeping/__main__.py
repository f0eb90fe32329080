"""The end of retention by the clock: `python -m deploy.keeping`, each month on Kubernetes (docs/operate/keys.md)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from deploy.keeping.earlier import forget_answers
from deploy.keeping.retention import Destroyed, Records, end
from deploy.keeping.settings import RetentionSettings
from deploy.roles import connected
from runtime.settings import load

SCHEMAS = ("intake", "verification", "approval", "keys")


async def run(
    urls: Mapping[str, str], zone: ZoneInfo, years: int, only: Sequence[str] | None = None, *, dry: bool = False
) -> Destroyed:
    """End what is over now. `urls`: where the roles of SCHEMAS connect."""
    now = datetime.now(UTC)
    async with connected({schema: urls[schema] for schema in SCHEMAS}) as roles:
        keys = roles.pop("keys")
        found = await end(Records(roles["intake"], roles["verification"], keys), zone, now, years, only, dry=dry)
        if not dry and only is None:
            found.answers = await forget_answers(roles, now)
        return found


def main() -> None:
    """Print what was destroyed, as JSON."""
    settings = load(RetentionSettings)
    urls = {schema: getattr(settings, f"{schema}_database_url") for schema in SCHEMAS}
    print(json.dumps(asdict(asyncio.run(run(urls, ZoneInfo(settings.time_zone), settings.retention_years)))))


if __name__ == "__main__":
    main()
