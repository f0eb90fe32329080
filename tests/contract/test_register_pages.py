"""A register that is read page by page: what it signs, verification believes, and nothing else."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta

import pytest

from onetrip.registers.v1 import registers_pb2 as pb
from runtime.errors import InvalidInput, Unavailable
from services.intake.catalog.rules.proactive import ANSWERS_ONLY
from services.registers.adapters import _OURS, reads_pages
from services.registers.adapters.port import Reason, RegisterUnavailable
from services.registers.domain import Record
from services.registers.scans import Found, Scan
from services.registers.tests.served import NOW, FakeDepartment, clock_at, keys, service
from services.registers.tests.test_api import CONTEXT
from services.verification.registers.witness import Doubtful, Witness

OLD = timedelta(days=400)


def witness() -> Witness:
    return Witness.from_json(json.dumps(keys().as_dict(private=False)), clock_at(NOW))


def found(person: str, years: int = 85, as_of_ago: timedelta = timedelta(days=3)) -> Found:
    values = {"birth_date": date(2026 - years, 1, 1), "deceased": False}
    return Found(person, Record(values, NOW - as_of_ago))


@dataclass
class Pages(FakeDepartment):
    """A department's system that answers with pages, right or wrong."""

    people: Sequence[Found] = ()
    wrong: Callable[[Sequence[Found]], Sequence[Found]] = field(default=lambda page: page)

    def __post_init__(self) -> None:
        super().__init__()

    async def scan(self, scan: Scan) -> Sequence[Found]:
        if "population" in self.down:
            raise RegisterUnavailable(Reason.AWAY)
        right = [one for one in self.people if one.person_id > scan.after and (one.person_id <= (scan.until or "~"))]
        return self.wrong(right[: scan.limit])


def question(after: str = "", limit: int = 2, **changes: object) -> pb.ScanRequest:
    given: dict[str, object] = {
        "register": "population",
        "fields": ["birth_date", "deceased"],
        "purpose": "免申即享",
        "legal_basis": "老年人权益保障法第三十三条",
        "run_id": "r1",
        "requester": pb.Requester(rule="senior-allowance/2/proactive"),
        "nonce": "n-1",
        "after": after,
        "limit": limit,
        "aged_by": "birth_date",
        "not_after": "1946-11-01",
    }
    return pb.ScanRequest(**{**given, **changes})  # pyright: ignore[reportArgumentType]


async def test_pages_follow_one_another_until_there_are_no_more_and_each_is_believed() -> None:
    pages = service(Pages([found(person) for person in ("pa", "pb", "pc")]))
    first = await pages.scan(question(), CONTEXT)
    assert [record.person_id for record in first.records] == ["pa", "pb"]
    assert not first.last
    witness().check_page(question(), first)
    second = await pages.scan(question("pb"), CONTEXT)
    assert ([record.person_id for record in second.records], second.last) == (["pc"], True)
    witness().check_page(question("pb"), second)
    [birth, deceased] = second.records[0].answers
    assert (birth.quality, birth.value.date_value) == (pb.QUALITY_FRESH, "1941-01-01")
    assert deceased.as_of.ToDatetime(UTC) == NOW - timedelta(days=3)


async def test_what_was_confirmed_too_long_ago_is_said_to_be_old() -> None:
    response = await service(Pages([found("pa", as_of_ago=OLD)])).scan(question(), CONTEXT)
    assert {answer.quality for answer in response.records[0].answers} == {pb.QUALITY_STALE}


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.records[0].answers[0].value.CopyFrom(pb.Value(date_value="1930-01-01")),
        lambda page: setattr(page.records[0], "person_id", "p0"),
        lambda page: page.records[0].answers.pop(),
        lambda page: page.records.pop(),
        lambda page: page.records.reverse(),
        lambda page: setattr(page, "last", True),
        lambda page: setattr(page, "signature", ""),
        lambda page: page.answer_time.FromDatetime(NOW - timedelta(hours=1)),
    ],
)
async def test_a_page_that_was_changed_or_is_old_is_not_believed(change: Callable[[pb.ScanResponse], object]) -> None:
    page = await service(Pages([found(person) for person in ("pa", "pb", "pc")])).scan(question(), CONTEXT)
    change(page)
    with pytest.raises(Doubtful):
        witness().check_page(question(), page)


@pytest.mark.parametrize("other", [question(after="p"), question(nonce="n-2"), question(run_id="r2")])
async def test_a_page_of_another_question_is_not_believed(other: pb.ScanRequest) -> None:
    page = await service(Pages([found("pa"), found("pb")])).scan(question(), CONTEXT)
    with pytest.raises(Doubtful):
        witness().check_page(other, page)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda page: [*page, found("pz"), found("pzz")],
        lambda page: [page[0], page[0]],
        lambda page: list(reversed(page)),
        lambda page: [found("pz")] if page else page,
        lambda page: [Found("pa", Record({"birth_date": "1941-01-01", "deceased": False}, NOW))],
        lambda page: [Found("pa", Record({"birth_date": date(1941, 1, 1)}, NOW))],
        lambda page: [Found("pa", Record({"birth_date": date(1941, 1, 1), "deceased": False}, NOW + OLD))],
    ],
)
async def test_a_system_that_answers_out_of_order_or_not_as_agreed_gives_no_page(
    wrong: Callable[[Sequence[Found]], Sequence[Found]],
) -> None:
    pages = service(Pages([found("pa"), found("pb")], wrong))
    with pytest.raises(Unavailable):
        await pages.scan(question(until="pm"), CONTEXT)


async def test_a_system_that_is_away_gives_no_page_and_one_that_cannot_be_read_says_so() -> None:
    away = Pages([found("pa")])
    away.down.add("population")
    with pytest.raises(Unavailable):
        await service(away).scan(question(), CONTEXT)
    with pytest.raises(InvalidInput):
        await service(FakeDepartment()).scan(question(), CONTEXT)
    with pytest.raises(InvalidInput):  # not kept by person ids
        await service(Pages()).scan(
            question(register="education", fields=["degree"], aged_by="", not_after=""), CONTEXT
        )


@pytest.mark.parametrize(
    "fault",
    [
        {"register": "nobody"},
        {"fields": ["shoe_size"]},
        {"fields": []},
        {"purpose": ""},
        {"legal_basis": ""},
        {"run_id": ""},
        {"requester": None},
        {"limit": 0},
        {"limit": 1001},
        {"after": "p" * 65},
        {"until": "p\0"},
        {"aged_by": "deceased"},
        {"not_after": "yesterday"},
        {"aged_by": ""},
    ],
)
async def test_a_question_that_is_not_whole_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        await service(Pages([found("pa")])).scan(question(**fault), CONTEXT)


def test_the_catalogue_knows_which_of_our_adapters_answer_single_questions_only() -> None:
    assert {name for name in _OURS if not reads_pages(name)} == ANSWERS_ONLY
