"""Who is entitled to what nobody asked for: found on complete, fresh facts only, and every read logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from contracts.yaml_files import read
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.ids import new_id
from services.verification.domain import Answer, Answered
from services.verification.entitled import Rule, judge, request_of, years_before
from services.verification.registers.scans import Page
from services.verification.tests.conftest import CATALOG, NOW, Bench

TODAY = date(2026, 11, 25)
FACTS = {"birth_date": "1940-05-01", "deceased": "false", "household_city": "示范市"}


def item() -> catalog.ServiceItem:
    """The allowance as the catalogue has it, as far as finding goes."""
    data = read(Path(CATALOG / "senior-allowance.yaml")).data
    found = catalog.ServiceItem(code=data["code"], version=data["version"])
    found.name.zh = data["name"]["zh"]
    for basis in data["legal_basis"]:
        found.legal_basis.add(law=basis["law"], article=basis["article"])
    for fact in data["facts"]:
        kind = catalog.ValueType.Value(f"VALUE_TYPE_{fact['type'].upper()}")
        found.facts.add(**{**fact, "type": kind})
    for one in data["materials"]:
        found.materials.add(code=one["code"], required=True, supplied_by=one["supplied_by"])
    proactive = data["proactive"]
    for clause in proactive["clauses"]:
        found.proactive.clauses.add(code=clause["code"], cel=clause["cel"])
    found.proactive.register = proactive["register"]
    found.proactive.ask.extend(proactive["ask"])
    found.proactive.aged_by, found.proactive.aged_years = proactive["aged_by"], proactive["aged_years"]
    return found


RULE = Rule.of(item())


def record(answered: Answered = Answered.FRESH, days_old: int = 1, **facts: str) -> dict[str, Answer]:
    as_of = NOW - timedelta(days=days_old)
    return {name: Answer(answered, value, "population", as_of) for name, value in {**FACTS, **facts}.items()}


def verdict(answers: dict[str, Answer]) -> bool | None:
    return RULE.judge(answers, NOW, TODAY)


def test_only_the_fields_of_the_rule_are_read_and_only_of_those_who_can_be_meant() -> None:
    command = messages.FindEntitled(run_id="r1", page=1, attempt=1, after="p3", until="p9", limit=50)
    request = request_of(RULE, command, TODAY)
    assert sorted(request.fields) == ["birth_date", "deceased", "household_city"]
    assert (request.aged_by, request.not_after) == ("birth_date", "1946-11-25")
    assert (request.after, request.until, request.limit) == ("p3", "p9", 50)
    assert request.requester.rule == "senior-allowance/2/proactive"
    assert "老年人权益保障法" in request.legal_basis
    assert request.nonce


def test_nobody_is_left_out_on_a_leap_day() -> None:
    assert years_before(date(2028, 2, 29), 80) == date(1948, 2, 29)
    assert years_before(date(2028, 2, 29), 81) == date(1947, 3, 1)


def test_who_fulfils_the_rule_is_entitled_and_who_does_not_is_not() -> None:
    assert verdict(record()) is True
    assert verdict(record(birth_date="1946-11-25")) is True
    assert verdict(record(birth_date="1946-11-26")) is False
    assert verdict(record(deceased="true")) is False
    assert verdict(record(household_city="云溪市")) is False


@pytest.mark.parametrize("answered", [one for one in Answered if one is not Answered.FRESH])
def test_nothing_is_said_by_what_is_not_fresh(answered: Answered) -> None:
    assert verdict(record(answered)) is None
    for field in FACTS:
        assert verdict({**record(), field: replace(record()[field], answered=answered)}) is None


def test_nothing_is_said_by_what_is_older_than_the_item_takes_or_is_no_value() -> None:
    assert verdict(record(days_old=90)) is True
    assert verdict(record(days_old=91)) is None  # whether somebody lives is asked anew after 90 days
    assert verdict(record(birth_date="long ago")) is None


def test_a_page_of_which_little_can_be_said_is_not_relied_on() -> None:
    def page(clear: int, unclear: int) -> Page:
        old = record(Answered.STALE)
        people = [(f"p{number:03}", record() if number < clear else old) for number in range(clear + unclear)]
        return Page(people, last=True)

    assert judge(RULE, page(80, 20), NOW, TODAY).whole
    assert not judge(RULE, page(79, 21), NOW, TODAY).whole
    assert judge(RULE, page(1, 18), NOW, TODAY).whole  # too few to say anything of the register


async def ask(bench: Bench, run_id: str, **changes: object) -> messages.EntitledFound:
    given: dict[str, object] = {"run_id": run_id, "page": 1, "attempt": 1, "definition": item(), "limit": 10}
    await bench.send(messages.FindEntitled(**{**given, **changes}), run_id)  # pyright: ignore[reportArgumentType]
    return (await bench.said(run_id, messages.EntitledFound))[-1]


@pytest.mark.engines
async def test_a_page_says_who_is_entitled_and_where_the_next_one_begins(bench: Bench) -> None:
    run = new_id()
    bench.scans.records = {
        f"{run}-1": record(),
        f"{run}-2": record(household_city="云溪市"),
        f"{run}-3": record(Answered.STALE),
        f"{run}-4": record(),
    }
    first = await ask(bench, run, limit=3)
    assert (first.outcome, list(first.person_ids)) == (messages.SCAN_OUTCOME_READ, [f"{run}-1"])
    assert (first.scanned, first.unclear, first.after, first.last) == (3, 1, f"{run}-3", False)
    second = await ask(bench, run, limit=3, page=2, attempt=2, after=first.after)
    assert (list(second.person_ids), second.last) == ([f"{run}-4"], True)


@pytest.mark.engines
async def test_every_read_is_logged_with_its_purpose_and_under_a_run_whose_law_is_kept(bench: Bench) -> None:
    run = new_id()
    bench.scans.records = {f"{run}-1": record(), f"{run}-2": record(deceased="true")}
    await ask(bench, run)
    rows = await bench.pool.fetch("SELECT * FROM access_log WHERE application_id = $1 ORDER BY person_id", run)
    assert [row["person_id"] for row in rows] == [f"{run}-1", f"{run}-2"]
    assert {row["purpose"] for row in rows} == {"PROACTIVE"}
    assert rows[0]["fields"] == ["population.birth_date", "population.deceased", "population.household_city"]
    scan = await bench.pool.fetchrow("SELECT * FROM scans WHERE run_id = $1", run)
    assert (scan["register"], scan["scanned"], scan["entitled"]) == ("population", 2, 1)
    assert "第三十三条" in scan["legal_basis"]
    assert "高龄津贴" in scan["purpose"]


@pytest.mark.engines
async def test_a_dry_run_also_says_how_many_would_be_asked_and_logs_that_look(bench: Bench) -> None:
    run = new_id()
    bench.scans.records = {f"{run}-1": record(), f"{run}-2": record()}
    assert (await ask(bench, run, dry_run=True)).asked == 2  # no account with the card
    bench.registers.holds("social-insurance", "card_account", "6277770000000000001")
    assert (await ask(bench, run, dry_run=True, attempt=2)).asked == 0
    bench.registers.holds("social-insurance", "card_account", "", Answered.UNAVAILABLE)
    assert (await ask(bench, run, dry_run=True, attempt=3)).asked == 0  # it holds one, and is only away
    looked = "SELECT count(*) FROM access_log WHERE application_id = $1 AND $2 = ANY (fields)"
    assert await bench.pool.fetchval(looked, run, "social-insurance.card_account") == 6
    assert (await ask(bench, run, attempt=4)).asked == 0


@pytest.mark.engines
async def test_a_register_that_is_silent_doubtful_or_not_whole_names_nobody(bench: Bench) -> None:
    run = new_id()
    bench.scans.records = {f"{run}-{number:02}": record(Answered.STALE) for number in range(30)}
    partial = await ask(bench, run, limit=50)
    bench.scans.silent = True
    silent = await ask(bench, run, attempt=2)
    bench.scans.doubtful = True
    doubtful = await ask(bench, run, attempt=3)
    outcomes = [partial.outcome, silent.outcome, doubtful.outcome]
    assert outcomes == [
        messages.SCAN_OUTCOME_PARTIAL,
        messages.SCAN_OUTCOME_UNAVAILABLE,
        messages.SCAN_OUTCOME_DOUBTFUL,
    ]
    assert not any(one.person_ids or one.last for one in (partial, silent, doubtful))
    assert await bench.pool.fetchval("SELECT count(*) FROM scans WHERE run_id = $1", run) == 3
