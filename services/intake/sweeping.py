"""Deletes uploads that were never given with an application, and what uploads left that never ended."""

from __future__ import annotations

import asyncio

from runtime.logs import describe_error, get_logger
from services.intake.handlers.uploading import sweep
from services.intake.office import Office
from services.intake.uploads.storeroom import Storeroom

SWEEP_SECONDS = 600.0


class Sweeper:
    """Sweeps every ten minutes; a sweep that fails is tried again at its next time."""

    def __init__(self, office: Office, storeroom: Storeroom) -> None:
        self._office = office
        self._storeroom = storeroom

    async def run(self) -> None:
        """Sweep for ever."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                count = await sweep(self._office, self._storeroom)
            except Exception as error:
                get_logger().warning("uploads.sweep_failed", error=describe_error(error))
            else:
                if count:
                    get_logger().info("uploads.swept", count=count)
