"""Tells approval and notification of mandates they were never told of: agents act there by nothing else (0062)."""

from __future__ import annotations

import asyncio

from runtime.logs import describe_error, get_logger
from services.intake.handlers.mandates import TOLD_AT_ONCE_MAX, tell_untold
from services.intake.office import Office

# Release 0.1.0 told nobody, and a replica of 0.2.0 that still runs does not note that it did.
LOOK_AGAIN_SECONDS = 600.0


class Retelling:
    """Looks when the process starts, and every ten minutes; what fails is tried again at the next time."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def run(self) -> None:
        """Tell for ever."""
        while True:
            try:
                count = await tell_untold(self._office)
            except Exception as error:
                count = 0
                get_logger().warning("mandates.not_told", error=describe_error(error))
            if count:
                get_logger().info("mandates.told", count=count)
            if count < TOLD_AT_ONCE_MAX:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
