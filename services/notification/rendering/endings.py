"""The words of notices of an end without a decision."""

from __future__ import annotations

from collections.abc import Iterable

from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from services.notification import texts
from services.notification.matter import Localized, name_in
from services.notification.rendering.case_words import NOTHING, Case, Written, day

_GROUNDS = {
    state.END_GROUND_APPLICANT_GONE: "ground-applicant-gone",
    state.END_GROUND_DUPLICATE: "ground-duplicate",
    state.END_GROUND_ITEM_WITHDRAWN: "ground-item-withdrawn",
}


def termination(event: process.ApplicationTerminated, case: Case) -> Written:
    """终止办理通知书: no decision can come any more (decision 0053)."""
    ground = texts.phrase(_GROUNDS[event.ground]) if event.ground in _GROUNDS else NOTHING
    return "termination", {"date": day(event.terminate_time, case), "ground": ground}


def withdrawal(event: process.ApplicationWithdrawn, case: Case) -> Written:
    """撤回确认书."""
    return "withdrawal", {"date": day(event.withdraw_time, case)}


def withdrawal_settled(event: approval.WithdrawalSettled, case: Case) -> Written:
    """部分撤回确认书, or that a withdrawal came too late: what was decided first stands."""
    return "withdrawal_in_part" if event.withdrawn_case_ids else "withdrawal_too_late", {
        "date": day(event.settle_time, case),
        "withdrawn": _items(event.application_id, event.withdrawn_case_ids, case),
        "decided": _items(event.application_id, event.decided_case_ids, case),
    }


def _items(application_id: str, case_ids: Iterable[str], case: Case) -> Localized:
    codes = [each.removeprefix(f"{application_id}.") for each in case_ids]
    return texts.joined(texts.phrase("between-names"), [name_in(case.matter.items, code) for code in codes])
