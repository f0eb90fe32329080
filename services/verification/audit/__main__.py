"""Goes through the access log by itself: `python -m services.verification.audit`, each night on Kubernetes.

Prints what it found as JSON. Exit code 1 when a chain does not hold: an incident (docs/operate/runbook.md).
"""

from __future__ import annotations

import asyncio
import json
import sys

import asyncpg

from runtime.settings import load
from services.verification.audit import auditing
from services.verification.audit.second_place import SecondPlace
from services.verification.settings import AuditSettings

EXIT_DOES_NOT_HOLD = 1


async def verified(settings: AuditSettings) -> auditing.Findings:
    """Compare the log with its anchors and with the second place. Raises Unavailable, NotHeads."""
    place = SecondPlace.from_settings(settings)
    # Read first: the log only grows.
    kept = await place.kept() if place is not None else []
    connection = await asyncpg.connect(settings.database_url)
    try:
        return await auditing.verify(connection, kept)
    finally:
        await connection.close()


def main() -> int:
    """Print the findings; returns the exit code."""
    found = asyncio.run(verified(load(AuditSettings)))
    print(json.dumps(auditing.as_json(found)))
    return EXIT_DOES_NOT_HOLD if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
