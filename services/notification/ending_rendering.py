"""The words of notices of an end without a decision."""

from __future__ import annotations

from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from services.notification import texts
from services.notification.case_words import NOTHING, Case, Written, day

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
