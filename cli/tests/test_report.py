"""`onetrip report visits` without a stack: what it prints and how it ends."""

import json

import pytest

from cli import main
from cli.commands import report
from services.approval.store.visit_report import Converted, Standing

KEPT = Standing("a1", "26-AAA", "restaurant-opening", 1, 1, (Converted("collection", "", "courier", 2),))
BROKEN = Standing("a2", "26-BBB", "newborn", 0, 1, ())


def _run(monkeypatch: pytest.MonkeyPatch, found: list[Standing], *words: str) -> int:
    async def standings(_stack: object) -> list[Standing]:
        return found

    monkeypatch.setattr(report, "_standings", standings)
    monkeypatch.setattr(report.RunningStack, "find", lambda: None)
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
