"""How one register is asked: deadline, second attempt, places, breaker, cache, and what is no answer."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.domain import TEXT_CHARACTERS_MAX, FieldType, Limits, Lookup, Record, Register, SubjectKind
from services.registers.memory import ANSWERS_MAX, REMEMBERED_SECONDS, Memory
from services.registers.source import Source
from services.registers.tests.served import NOW, clock_at

Step = Sequence[Record] | Exception | None


class Department:
    """Answers step by step: records, an error, or None for never; the last step for ever."""

    def __init__(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.asked = 0
        self.under_way = self.most_at_once = 0

    async def check(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def find(self, lookup: Lookup) -> Sequence[Record]:
        step = self.steps[min(self.asked, len(self.steps) - 1)]
        self.asked += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            await (asyncio.Event().wait() if step is None else asyncio.sleep(0))
        finally:
            self.under_way -= 1
        if isinstance(step, Exception):
            raise step
        return step or []


class Watch:
    """A clock that never goes back, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


# What is not to be slow has time, on a busy machine too; what is slow for ever need not be waited for as long.
LIMITS = Limits(deadline_ms=200, concurrent_max=2, waiting_max=2, breaker_failures_max=3, breaker_open_seconds=10)
AWAY, SLOW = RegisterUnavailable(Reason.AWAY), None


def record(value: Any = "C1", days_old: float = 1) -> Record:
    return Record({"class": value}, NOW - timedelta(days=days_old))


def lookup(value: str = "777700199901010012", type: FieldType = FieldType.TEXT, limits: Limits = LIMITS) -> Lookup:
    register = Register("driving", "police", {"class": type}, frozenset({SubjectKind.RESIDENT_ID}), 90, limits=limits)
    return Lookup(register, SubjectKind.RESIDENT_ID, value, ("class",))


def source(department: Department, limits: Limits = LIMITS, watch: Callable[[], float] | None = None) -> Source:
    return Source(lookup(limits=limits).register, department, clock_at(), watch or Watch())


async def reason(asked: Source, question: Lookup | None = None) -> Reason | None:
    try:
        await asked.ask(question or lookup())
    except RegisterUnavailable as error:
        return error.reason
    return None


async def test_what_was_never_answered_is_tried_again_once() -> None:
    department = Department(AWAY, [record()])
    assert await source(department).ask(lookup()) == [record()]
    department = Department(AWAY)
    assert await reason(source(department)) is Reason.AWAY
    assert department.asked == LIMITS.attempts_max


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (None, Reason.SLOW),
        (RegisterUnavailable(Reason.MALFORMED), Reason.MALFORMED),
        (RegisterUnavailable(Reason.REFUSED), Reason.REFUSED),
        (KeyError("777700199901010012"), Reason.FAULT),
        ([record(value=None), Record({}, NOW)], Reason.MALFORMED),
    ],
)
async def test_what_may_have_been_answered_is_not_tried_again(step: Step, expected: Reason) -> None:
    department = Department(step)
    assert await reason(source(department)) is expected
    assert department.asked == 1


async def test_a_source_that_fails_again_and_again_is_left_alone_and_then_tried_by_one() -> None:
    watch, department = Watch(), Department(*[SLOW] * LIMITS.breaker_failures_max, AWAY, AWAY, [record()])
    asked = source(department, watch=watch)
    for _ in range(LIMITS.breaker_failures_max):
        assert await reason(asked) is Reason.SLOW
    assert await reason(asked) is Reason.RESTING
    assert department.asked == LIMITS.breaker_failures_max, "it is not asked while it rests"
    watch.seconds += 10
    assert await reason(asked) is Reason.AWAY
    watch.seconds += 10
    assert await reason(asked) is Reason.RESTING, "after a probe that failed it rests twice as long"
    watch.seconds += 10
    assert await reason(asked) is None
    assert await reason(asked) is None


async def test_a_slow_source_holds_its_own_places_and_nobody_elses() -> None:
    slow, fine = Department(SLOW), Department([record()])
    crowd = source(slow)
    others = [asyncio.create_task(reason(crowd)) for _ in range(10)]
    await asyncio.sleep(0)
    assert await reason(source(fine)) is None
    reasons = await asyncio.gather(*others)
    assert slow.most_at_once == LIMITS.concurrent_max
    assert reasons.count(Reason.BUSY) >= 10 - LIMITS.concurrent_max - LIMITS.waiting_max
    assert set(reasons) <= {Reason.SLOW, Reason.BUSY, Reason.RESTING}


async def test_waiting_for_a_place_says_nothing_about_the_source() -> None:
    limits = replace(LIMITS, concurrent_max=1, breaker_failures_max=2)
    department = Department(SLOW, [record()])
    asked = source(department, limits)
    crowd = await asyncio.gather(*(reason(asked) for _ in range(6)))
    assert crowd.count(Reason.SLOW) == 1
    assert await reason(asked) is None, "one slow answer and many who waited are one failure"


async def test_a_caller_who_goes_leaves_nothing_behind() -> None:
    department = Department(SLOW, SLOW, SLOW, SLOW, [record()])
    asked = source(department)
    for _ in range(4):
        caller = asyncio.create_task(asked.ask(lookup()))
        await asyncio.sleep(0.001)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
    assert await reason(asked) is None
    assert department.under_way == 0


@pytest.mark.parametrize(
    ("type", "value"),
    [
        (FieldType.TEXT, ""),
        (FieldType.TEXT, " C1"),
        (FieldType.TEXT, "C\x001"),
        (FieldType.TEXT, "字" * (TEXT_CHARACTERS_MAX + 1)),
        (FieldType.TEXT, 7),
        (FieldType.NUMBER, "7"),
        (FieldType.NUMBER, True),
        (FieldType.NUMBER, float("nan")),
        (FieldType.NUMBER, float("inf")),
        (FieldType.BOOLEAN, "true"),
        (FieldType.BOOLEAN, 1),
        (FieldType.DATE, "2026-06-30"),
        (FieldType.DATE, NOW),
        (FieldType.RESIDENT_ID, "77770019990101001x"),
        (FieldType.CREDIT_CODE, "123"),
    ],
)
async def test_a_value_of_another_type_is_no_answer(type: FieldType, value: Any) -> None:
    asked = lookup(type=type)
    fine = Source(asked.register, Department([record(value)]), clock_at(), Watch())
    assert await reason(fine, asked) is Reason.MALFORMED


@pytest.mark.parametrize(
    ("type", "value"),
    [
        (FieldType.TEXT, "𠮷野家·街道1号"),
        (FieldType.NUMBER, 0),
        (FieldType.NUMBER, 128.5),
        (FieldType.BOOLEAN, False),
        (FieldType.DATE, date(2026, 6, 30)),
        (FieldType.RESIDENT_ID, "77770019990101001X"),
        (FieldType.CREDIT_CODE, "91350100M000100Y43"),
        (FieldType.TEXT, None),
    ],
)
async def test_a_value_of_its_type_is_one(type: FieldType, value: Any) -> None:
    asked = lookup(type=type)
    assert await reason(Source(asked.register, Department([record(value)]), clock_at(), Watch()), asked) is None


async def test_confirmed_in_the_future_or_too_many_records_is_no_answer() -> None:
    assert await reason(source(Department([record(days_old=-1)]))) is Reason.MALFORMED
    assert await reason(source(Department([Record({"class": "C1"}, NOW.replace(tzinfo=None))]))) is Reason.MALFORMED
    assert await reason(source(Department([record()] * 9))) is Reason.MALFORMED


async def test_a_system_that_falls_back_to_an_older_copy_is_noticed_within_a_day() -> None:
    watch = Watch()
    asked = source(Department([record(days_old=2)], [record(days_old=9)], [], [record(days_old=9)]), watch=watch)
    assert await reason(asked) is None
    assert await reason(asked) is Reason.REPLAYED
    assert await reason(asked) is Reason.REPLAYED, "a record that was there is not gone"
    watch.seconds += REMEMBERED_SECONDS
    assert await reason(asked) is None


CACHED = replace(LIMITS, cache_seconds=60)


async def test_an_answer_is_used_again_for_as_long_as_its_source_allows_and_no_longer() -> None:
    watch, department = Watch(), Department([record()])
    asked = source(department, CACHED, watch)
    assert await asked.ask(lookup()) == await asked.ask(lookup()) == [record()]
    assert department.asked == 1
    await asked.ask(lookup("777700199901010039"))
    assert department.asked == 2, "somebody else's question is another"
    watch.seconds += 60
    await asked.ask(lookup())
    assert department.asked == 3


async def test_what_is_asked_anew_is_asked_of_the_register_and_nothing_older_is_used_again() -> None:
    department = Department([record("C1")], [record("C2", days_old=0)])
    asked = source(department, CACHED)
    twice = replace(lookup(), fields=("class", "class"))
    assert await asked.ask(lookup()) == [record("C1")]
    corrected = [record("C2", days_old=0)]
    assert await asked.ask(replace(lookup(), anew=True)) == corrected
    assert await asked.ask(lookup()) == await asked.ask(twice) == corrected
    assert department.asked == 2, "the newer answer is kept as any other"


async def test_a_register_that_does_not_answer_anew_does_not_answer_as_before_either() -> None:
    asked = source(Department([record()], AWAY), replace(CACHED, attempts_max=1))
    assert await reason(asked) is None
    assert await reason(asked, replace(lookup(), anew=True)) is Reason.AWAY
    assert await reason(asked) is Reason.AWAY, "what is doubted is not used again"


def test_all_that_is_remembered_of_a_subject_is_forgotten_together_and_nothing_of_another() -> None:
    memory, one, other = Memory(60), lookup("777700199901010012"), lookup("777700199901010039")
    fewer = replace(one, fields=())
    for question in (one, fewer, other):
        memory.keep(question, [record()], 0)
    memory.forget(one)
    assert [memory.recall(question, 0) for question in (one, fewer, other)] == [None, None, [record()]]


async def test_no_record_and_no_answer_are_asked_anew() -> None:
    department = Department([], AWAY, AWAY, [record()])
    asked = source(department, CACHED)
    assert [await reason(asked) for _ in range(3)] == [None, Reason.AWAY, None]
    assert department.asked == 4


def test_what_is_remembered_is_bounded_and_unreadable() -> None:
    memory = Memory(60)
    question = lookup("777700199901010012")
    dated = Record({"class": date(2026, 6, 30)}, NOW)
    memory.keep(question, [dated], 0)
    kept = repr(vars(memory))
    assert "777700199901010012" not in kept
    assert "2026-06-30" not in kept
    for number in range(ANSWERS_MAX):
        memory.keep(lookup(str(number)), [record()], 0)
    assert memory.recall(question, 0) is None, "the oldest has made room"


def test_a_date_comes_back_as_a_date() -> None:
    memory, question = Memory(60), lookup(type=FieldType.DATE)
    dated = [Record({"class": date(2026, 6, 30)}, NOW)]
    memory.keep(question, dated, 0)
    assert memory.recall(question, 0) == dated
