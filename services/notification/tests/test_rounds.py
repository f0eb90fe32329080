"""The loop that works in rounds."""

import asyncio

import pytest

from runtime.errors import Unavailable
from services.notification.rounds import Rounds


async def run_until(rounds: Rounds, done: asyncio.Event) -> None:
    task = asyncio.create_task(rounds.run())
    async with asyncio.timeout(30):
        await done.wait()
        await rounds.stop()
        await task


async def test_it_works_on_while_there_is_more_and_then_waits_for_a_hint() -> None:
    answers, rested, hinted, hint = [True, True, False, False], asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> bool:
        more = answers.pop(0)
        (hinted if not answers else rested).set()
        return more

    rounds = Rounds("test", work, hint, every_seconds=60, gather_seconds=0.001)

    async def give_hint() -> None:
        await rested.wait()
        await asyncio.sleep(0.01)
        assert len(answers) == 1, "without a hint it rests"
        hint.set()

    await asyncio.gather(give_hint(), run_until(rounds, hinted))


async def test_what_heals_by_waiting_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notification.rounds.BACKOFF_SECONDS_MIN", 0.001)
    failures, done = [1, 2, 3], asyncio.Event()

    async def work() -> bool:
        if failures:
            failures.pop()
            raise Unavailable("away")
        done.set()
        return False

    await run_until(Rounds("test", work, asyncio.Event(), every_seconds=60, gather_seconds=0), done)


async def test_a_fault_that_goes_on_ends_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.notification.rounds.BACKOFF_SECONDS_MIN", 0.001)

    async def work() -> bool:
        raise ValueError("a fault of ours")

    with pytest.raises(ValueError, match="ours"):
        await Rounds("test", work, asyncio.Event(), every_seconds=60, gather_seconds=0).run()
