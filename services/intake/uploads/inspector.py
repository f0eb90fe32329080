"""Has files examined in a process of its own, one after another, so that the memory of the service stays flat and a
file that breaks or occupies a library takes only that process with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from contracts.errors.uploads import (
    ActiveContent,
    BrokenContent,
    ContentBeyondLimits,
    EncryptedContent,
    ExecutableContent,
    UnsupportedContent,
)
from runtime.errors import FieldViolation, InvalidInput, Unavailable
from runtime.logs import get_logger
from services.intake.uploads.examiner import Examiner, ExaminerLost
from services.intake.uploads.faults import Fault, Unacceptable

# The largest picture takes one or two (2 cores); a file that occupies a library longer is made to.
SECONDS_MAX = 20.0
# What libraries leak goes with the process.
FILES_A_PROCESS = 500
# A process may be lost for a reason of its own; a file that costs two is to blame.
ATTEMPTS_MAX = 2
RETRY_SECONDS = 5.0
_ERRORS: Mapping[Fault, type[InvalidInput]] = {
    Fault.UNSUPPORTED: UnsupportedContent,
    Fault.EXECUTABLE: ExecutableContent,
    Fault.ACTIVE: ActiveContent,
    Fault.ENCRYPTED: EncryptedContent,
    Fault.BROKEN: BrokenContent,
    Fault.BEYOND_LIMITS: ContentBeyondLimits,
}


def error_of(refusal: Unacceptable) -> InvalidInput:
    """The error that a caller is told."""
    return _ERRORS[refusal.fault]("the upload is not taken", fields=[FieldViolation("content", refusal.why)])


class Inspector:
    """Has files examined one after another; the process is replaced when a file, or anything else, has ended it."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._examiner: Examiner | None = None

    async def stop(self) -> None:
        """End the process."""
        examiner, self._examiner = self._examiner, None
        if examiner is not None:
            await examiner.stop()

    async def examine(self, content: Callable[[], AsyncIterator[bytes]]) -> str:
        """Return the type of a file; `content` reads it from its start, a second time if need be.

        Raises one of `contracts.errors` for a file that is not taken, Unavailable when none can be examined.
        """
        async with self._one:
            for _ in range(ATTEMPTS_MAX):
                examiner = await self._running()
                try:
                    async with asyncio.timeout(SECONDS_MAX):
                        answer = await examiner.ask(content())
                    break
                except TimeoutError:
                    get_logger().warning("uploads.examiner_occupied")
                    await self.stop()
                    raise _unexaminable() from None
                except ExaminerLost as lost:
                    get_logger().warning("uploads.examiner_lost", error=str(lost))
                    await self.stop()
                except BaseException:
                    # Half a file may be on its way.
                    await self.stop()
                    raise
            else:
                raise _unexaminable()
        if "fault" in answer:
            raise error_of(Unacceptable(Fault(answer["fault"]), answer["why"]))
        return answer["type"]

    async def _running(self) -> Examiner:
        if self._examiner is not None and self._examiner.examined >= FILES_A_PROCESS:
            await self.stop()
        if self._examiner is None:
            try:
                self._examiner = await Examiner.start()
            except ExaminerLost as lost:
                get_logger().error("uploads.examiner_does_not_start", error=str(lost))
                raise Unavailable(
                    "uploads cannot be examined at the moment", retry_after_seconds=RETRY_SECONDS
                ) from lost
        return self._examiner


def _unexaminable() -> InvalidInput:
    return error_of(Unacceptable(Fault.BEYOND_LIMITS, "the file cannot be examined"))
