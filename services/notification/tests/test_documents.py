"""Numbers, documents and their verification, on a real PostgreSQL."""

import asyncio
import io
import itertools

import asyncpg
import pytest
from pypdf import PdfReader

from onetrip.intake.v1.events_pb2 import FILING_ROLE_CLERK
from onetrip.notification.v1 import events_pb2 as events
from onetrip.notification.v1 import notice_service_pb2 as pb
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.ids import new_id
from runtime.rpc_calls import Context
from services.notification.issuing import Issuer
from services.notification.office import Office
from services.notification.store import issuing as store
from services.notification.tests.conftest import SetClock
from services.notification.tests.house import House, caller
from services.notification.tests.samples import Story

pytestmark = pytest.mark.engines

CLERK = caller("pclerk", "clerk")


async def notices_of(house: House, story: Story) -> list[pb.Notice]:
    """The applicant's notices in the order of their kinds."""
    request = pb.ListNoticesRequest(application_id=story.id)
    listed = await house.notices.list_notices(request, caller(story.applicant))
    return sorted(listed.notices, key=lambda notice: notice.kind)


async def download(house: House, notice_id: str, context: Context) -> str:
    """The document's text without white space."""
    [body] = [each async for each in house.notices.download_notice(pb.DownloadNoticeRequest(id=notice_id), context)]
    assert body.content_type == "application/pdf"
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(body.data)).pages).split())


async def verify(house: House, code: str) -> pb.VerifyNoticeResponse:
    return await house.notices.verify_notice(pb.VerifyNoticeRequest(code=code), caller("nobody"))


async def test_each_department_kind_and_year_counts_for_itself(house: House, office: Office, clock: SetClock) -> None:
    stories = [Story.begin(office) for _ in range(2)]
    for story in stories:
        await house.hear(story.submitted(), story.decided(), story.decided("signboard", department="urban-management"))
    await house.work()
    clock.instant = clock.instant.replace(year=2027)
    later = Story.begin(office)
    await house.hear(later.submitted())
    await house.work()
    numbers = [notice.number for story in (*stories, later) for notice in await notices_of(house, story)]
    assert sorted(numbers) == sorted(
        [
            *("市监收件〔2026〕1号", "市监收件〔2026〕2号", "市监收件〔2027〕1号"),
            *("市监决定〔2026〕1号", "市监决定〔2026〕2号", "城管局决定〔2026〕1号", "城管局决定〔2026〕2号"),
        ]
    )


async def test_issuers_that_race_and_die_midway_leave_no_gap_and_no_double(
    house: House, office: Office, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [Story.begin(office) for _ in range(40)]
    for story in stories:
        await house.hear(story.submitted(), story.decided())
    write, calls = store.issue, 0

    async def die_every_other_time(*args):
        nonlocal calls
        calls += 1
        await write(*args)
        if calls % 2:
            raise ConnectionError("killed after the numbers were taken and the notices written, before the commit")

    monkeypatch.setattr(store, "issue", die_every_other_time)
    monkeypatch.setattr("services.notification.issuing.BATCH_MAX", 7)
    issuers = [Issuer(pool, office, house.issuer._relay) for _ in range(3)]
    while await pool.fetchval("SELECT count(*) FROM notices WHERE issued_at IS NULL"):
        await asyncio.gather(*(issuer.work() for issuer in issuers), return_exceptions=True)
    assert calls > 12
    rows = await pool.fetch("SELECT kind, array_agg(number ORDER BY number) AS all FROM notices GROUP BY kind")
    assert [row["all"] for row in rows] == [list(range(1, 41))] * 2


async def test_numbers_taken_at_once_wait_for_each_other_and_a_rollback_gives_them_back(pool: asyncpg.Pool) -> None:
    async def take(count: int, fail: bool) -> int | None:
        async with pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            first = (await store.take_numbers(connection, 2026, {("fire-rescue", 6): count}))["fire-rescue", 6]
            await asyncio.sleep(0)
            if fail:
                await transaction.rollback()
                return None
            await transaction.commit()
            return first

    taken = await asyncio.gather(*(take(1 + turn % 3, fail=turn % 4 == 1) for turn in range(24)))
    kept = sorted((first, 1 + turn % 3) for turn, first in enumerate(taken) if first is not None)
    assert kept[0][0] == 1
    assert all(first + count == following for (first, count), (following, _) in itertools.pairwise(kept))
    last = await pool.fetchval("SELECT number FROM numbering")
    assert last == sum(count for _, count in kept)


async def test_the_document_is_its_owners_to_download_and_nobody_elses(house: House, story: Story) -> None:
    await house.hear(story.submitted(), story.verified(name="王小明", phone="13812345678"))
    await house.work()
    await house.hear(story.accepted())
    await house.work()
    receipt, acceptance = await notices_of(house, story)
    assert "市监受理〔2026〕1号" in await download(house, acceptance.id, caller(story.applicant))
    for stranger in (caller("psomebody"), CLERK):
        with pytest.raises(NotFound):
            await download(house, receipt.id, stranger)
    for absent in ("", "x", new_id()):
        with pytest.raises(NotFound):
            await download(house, absent, caller(story.applicant))


async def test_a_document_keeps_the_name_and_the_words_it_was_issued_with(house: House, story: Story) -> None:
    await house.hear(story.submitted(), story.verified(name="王小明", phone="13812345678"), story.accepted())
    await house.work()
    _, acceptance = await notices_of(house, story)
    first = await download(house, acceptance.id, caller(story.applicant))
    assert "王小明：" in first
    await house.hear(story.verified(round_=2, name="王大明", phone="13812345678"))
    assert await download(house, acceptance.id, caller(story.applicant)) == first


async def test_a_clerk_prints_what_is_to_be_posted_and_the_person_sees_that(house: House, story: Story) -> None:
    await house.hear(
        story.submitted(filed_by="pclerk", filed_as=FILING_ROLE_CLERK, person_name="王小明", address="示范市中山路1号"),
        story.verified(name="王小明", address="示范市中山路1号"),
    )
    await house.work()
    listed = await house.outreach.list_errands(pb.ListErrandsRequest(channel=events.NOTICE_CHANNEL_POST), CLERK)
    [letter] = listed.errands
    before = len(await house.said(story.id))
    assert "王小明：" in await download(house, letter.notice_id, CLERK)
    [read] = (await house.said(story.id))[before:]
    assert isinstance(read, RecordAccess)
    assert (read.person_id, read.reader, read.purpose) == (story.applicant, "pclerk", "ERRAND")
    done = pb.RecordOutcomeRequest(id=letter.id, request_id="posted-it-1", outcome=pb.ERRAND_OUTCOME_DONE)
    await house.outreach.record_outcome(done, CLERK)
    with pytest.raises(NotFound):
        await download(house, letter.notice_id, CLERK)


async def test_anybody_who_is_shown_a_document_can_verify_it_and_learns_nothing_more(
    house: House, story: Story
) -> None:
    await house.hear(story.submitted(), story.decided(reasons="金丝雀"))
    await house.work()
    _, decision = await notices_of(house, story)
    answer = await verify(house, f" {decision.verification_code.lower()} ")
    assert answer == pb.VerifyNoticeResponse(
        verification=pb.NOTICE_VERIFICATION_VALID,
        kind=events.NOTICE_KIND_DECISION,
        number="市监决定〔2026〕1号",
        issue_date="2026-11-25",
        department=decision.department,
    )
    assert decision.department.name.zh == "市场监管局"
    unknown = pb.VerifyNoticeResponse(verification=pb.NOTICE_VERIFICATION_UNKNOWN)
    for code in ("", "ABCD-EFGH-IJKL-MNOP", "x" * 10_000, "\0", "' OR 1=1", decision.id, decision.number):
        assert await verify(house, code) == unknown
