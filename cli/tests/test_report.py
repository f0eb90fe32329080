"""`onetrip report visits` and `reasks` without a stack: what it prints and how it ends."""

import json
from datetime import UTC, datetime

import pytest

from cli import main, reasks
from cli.commands import report
from onetrip.approval.v1.rule_review_service_pb2 import ReportRulesResponse, RuleReport
from services.approval.store.reask_report import Asked, Refused
from services.approval.store.visit_report import Converted, Standing

KEPT = Standing("a1", "26-AAA", "restaurant-opening", 1, 1, (Converted("collection", "", "courier", 2),))
BROKEN = Standing("a2", "26-BBB", "newborn", 0, 1, ())


def _run(monkeypatch: pytest.MonkeyPatch, found: list[Standing], *words: str) -> int:
    async def standings(_stack: object) -> list[Standing]:
        return found

    monkeypatch.setattr(report, "_standings", standings)
    monkeypatch.setattr(report.installation, "find", lambda: None)
    monkeypatch.setattr("sys.argv", ["onetrip", "report", "visits", *words])
    return main._code()


def test_promises_kept_end_with_0_and_show_promised_used_and_converted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, [KEPT]) == 0
    shown = capsys.readouterr().out
    assert "26-AAA" in shown and "collection → courier (2)" in shown
    assert "1 applications, 1 visits, 1 converted" in shown


def test_an_application_above_its_promise_ends_with_1_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, [KEPT, BROKEN], "--json") == 1
    shown = capsys.readouterr()
    assert [row["kept"] for row in json.loads(shown.out)] == [True, False]
    assert "26-BBB" in shown.err


def test_the_report_of_rules_shows_each_version_and_marks_one_that_people_disagree_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ReportRulesResponse(
        rules=[
            RuleReport(item_code="ride-hailing-driver", rule_version="2026-11-01", decided=40, sampled=2, disagreed=1),
            RuleReport(item_code="ride-hailing-driver", rule_version="2026-12-01", decided=3, reviews_requested=1),
        ]
    )

    async def rules(_stack: object) -> ReportRulesResponse:
        return found

    monkeypatch.setattr(report, "_rules", rules)
    monkeypatch.setattr(report.installation, "find", lambda: None)
    monkeypatch.setattr("sys.argv", ["onetrip", "report", "rules", "--json"])
    assert main._code() == 0
    shown = json.loads(capsys.readouterr().out)["rules"]
    assert [(each["ruleVersion"], each["decided"], each["disagreed"]) for each in shown] == [
        ("2026-11-01", "40", "1"),
        ("2026-12-01", "3", "0"),
    ]
    assert [row.style for row in report.rules_table(found).rows] == ["red", None]


ATTEMPT = Refused(
    *("a1", "26-AAA", "market-regulation", "p1", datetime(2026, 11, 27, tzinfo=UTC)),
    *(("business-licence",), ("register:company",), ("held",)),
)


def _reasks(monkeypatch: pytest.MonkeyPatch, asked: Asked, *words: str) -> int:
    async def read(_stack: object) -> tuple[Asked, list[Refused]]:
        return asked, [ATTEMPT]

    monkeypatch.setattr(reasks, "read", read)
    monkeypatch.setattr(report.installation, "find", lambda: None)
    monkeypatch.setattr("sys.argv", ["onetrip", "report", "reasks", *words])
    return main._code()


def test_no_reask_ends_with_0_and_lists_each_refused_attempt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _reasks(monkeypatch, Asked(3, ()), "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["reasks"], shown["refused"][0]["sources"]) == ([], ["register:company"])
    assert _reasks(monkeypatch, Asked(3, ())) == 0
    assert "3 documents asked for, 0 of them held by the state, 1 attempts refused" in capsys.readouterr().out


def test_a_reask_ends_with_1_and_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _reasks(monkeypatch, Asked(3, ("26-AAA: business-licence",))) == 1
    assert "26-AAA: business-licence" in capsys.readouterr().err
