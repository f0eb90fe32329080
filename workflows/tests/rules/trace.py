"""What followed in a row, told in the sentences of the table. Of a bundle each sentence about a case names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date
from typing import Any

from google.protobuf import symbol_database
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.process.v1 import events_pb2 as process
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1.facts_pb2 import MissingMaterial
from workflows.limits.calendar import WorkingCalendar
from workflows.steps.clocks import ACCEPTING
from workflows.steps.review import DELIVERY
from workflows.tests.world import World

NEVER = "never "
_BASIS = {
    process.ACCEPTANCE_BASIS_COMPLETE: "completeness",
    process.ACCEPTANCE_BASIS_WINDOW: "window",
    process.ACCEPTANCE_BASIS_SILENCE: "silence",
}
_OUTCOMES = {
    state.CASE_OUTCOME_GRANTED: "granted",
    state.CASE_OUTCOME_REFUSED: "refused",
    state.CASE_OUTCOME_ENDED: "ended",
}
_LIMITS = {
    process.APPLICATION_LIMIT_ANSWER: "answer",
    process.APPLICATION_LIMIT_SUPPLEMENT: "supplement",
    process.APPLICATION_LIMIT_DELIVERY: "delivery",
}
_MOVED = {
    process.MOVE_CAUSE_RESUMED: "clock-runs",
    process.MOVE_CAUSE_EXTENDED: "extended",
    process.MOVE_CAUSE_CALENDAR: "calendar-loaded",
    process.MOVE_CAUSE_CORRECTED: "cause-corrected",
}


def trace(world: World, calendar: WorkingCalendar) -> list[str]:
    """Every sentence, in the order of the steps."""
    sentences: list[str] = []
    begun = set[str]()
    for step in world.steps:
        tell = _Teller(calendar, begun, several=world.several, day=calendar.date_of(step.record.time.ToDatetime(UTC)))
        for outgoing in step.messages:
            message = symbol_database.Default().GetSymbol(outgoing.type).FromString(outgoing.payload)
            sentences.extend(tell(outgoing.type, message))
    return sentences


def kind_of(sentence: str) -> str:
    """A sentence without its dates: two of a kind in a row are both expected, or one is too many."""
    words = [word for word in sentence.split() if not word[0].isdigit()]
    return " ".join(words[:2]) if words[0] in {"decision", "promised", "delivery", "window"} else words[0]


def differences(follows: Iterable[str], followed: Iterable[str]) -> list[str]:
    """What a row says that did not follow (`-`), and what followed though the row says otherwise (`+`).

    Sentences of a kind that the row does not mention are free to follow.
    """
    expected = [sentence for sentence in follows if not sentence.startswith(NEVER)]
    unwanted = {sentence.removeprefix(NEVER) for sentence in follows if sentence.startswith(NEVER)}
    kinds = unwanted | {kind_of(sentence) for sentence in expected}
    told = Counter(sentence for sentence in followed if kind_of(sentence) in kinds)
    missing, surplus = Counter(expected) - told, told - Counter(expected)
    return [*(f"- {each}" for each in missing.elements()), *(f"+ {each}" for each in surplus.elements())]


class _Teller:
    """`begun`: the cases that a review was asked for; that of a later stage does not begin it."""

    def __init__(self, calendar: WorkingCalendar, begun: set[str], *, several: bool, day: date) -> None:
        self._calendar, self._begun, self._several, self._today = calendar, begun, several, day.isoformat()

    def __call__(self, kind: str, message: Any) -> Iterable[str]:
        told = _SENTENCES.get(kind)
        return told(self, message) if told else ()

    def day(self, time: Timestamp) -> str:
        return self._calendar.date_of(time.ToDatetime(UTC)).isoformat()

    def of(self, case_id: str) -> str:
        """Which case it is about, where there are several."""
        return f" of {case_id.partition('.')[2]}" if self._several and case_id else ""

    def accepted(self, said: process.ApplicationAccepted) -> Iterable[str]:
        yield f"{self.day(said.accept_time)} accepted by {_BASIS[said.basis]} from {said.effective_date}"
        for case in said.cases:
            yield f"decision due{self.of(case.case_id)} {_due(case.due)}"
            yield f"promised{self.of(case.case_id)} {_due(case.promised)}"
        for late in said.late_materials:
            yield f"late {late.material.material_code} by {_due(late.due)}"

    def begins(self, said: commands.ReviewCase) -> Iterable[str]:
        if self._several and said.case_id not in self._begun:
            self._begun.add(said.case_id)
            yield f"{self._today} {said.item_code} begins"

    def ended(self, said: commands.EndUndecided) -> Iterable[str]:
        if said.reason == commands.END_REASON_PREREQUISITE_REFUSED:
            needed = ", ".join(case_id.partition(".")[2] for case_id in said.needed_case_ids)
            yield f"{self._today} ended for want of {needed}{self.of(said.case_ids[0])}"

    def renewed(self, said: commands.GrantBySilence) -> Iterable[str]:
        yield f"{self._today} renewed-by-silence{self.of(said.case_id)}"

    def late_reminded(self, said: process.LateMaterialReminded) -> Iterable[str]:
        if said.calendar_number:
            yield f"{self.day(said.remind_time)} late-moved of {_names(said.missing)} to {_due(said.due)}"
            return
        yield f"{self.day(said.remind_time)} late-reminder of {_names(said.missing)}"

    def late_received(self, said: process.LateMaterialReceived) -> Iterable[str]:
        yield f"{self.day(said.receive_time)} late-received{self.of(said.case_id)}"

    def late_missed(self, said: process.LateMaterialMissed) -> Iterable[str]:
        yield f"{self.day(said.lapse_time)} late-missed of {_names(said.missing)}{self.of(said.case_id)}"

    def not_accepted(self, said: process.ApplicationNotAccepted) -> Iterable[str]:
        yield f"{self.day(said.refuse_time)} not-accepted, turn to {said.right_body}"

    def asked(self, said: process.SupplementRequested) -> Iterable[str]:
        notice = "second-notice" if said.sealed_new_fact else "notice"
        notice = "later-notice" if said.case_id else notice
        yield f"{self.day(said.request_time)} {notice} asks for {_names(said.missing)} until {_due(said.due)}"

    def reminded(self, said: process.SupplementReminded) -> Iterable[str]:
        later = "later-" if said.case_id else ""
        if said.calendar_number:
            yield f"{self.day(said.remind_time)} {later}notice-moved of {_names(said.missing)} to {_due(said.due)}"
            return
        yield f"{self.day(said.remind_time)} {later}reminder of {_names(said.missing)}"

    def later_over(self, said: process.LaterSupplementOver) -> Iterable[str]:
        without = f" without {_names(said.missing)}" if said.missing else ""
        yield f"{self.day(said.over_time)} later-over{without}"

    def lapsed(self, said: process.ApplicationLapsed) -> Iterable[str]:
        yield f"{self.day(said.lapse_time)} lapsed for want of {_names(said.missing)}"

    def decided(self, said: process.ApplicationDecided) -> Iterable[str]:
        yield f"{self.day(said.decide_time)} all decided"
        for case in said.cases:
            yield f"outcome{self.of(case.case_id)} {_OUTCOMES[case.outcome]}"

    def to_hand_over(self, said: commands.DeliverResults) -> Iterable[str]:
        yield f"delivery due {_due(said.due)}"

    def completed(self, said: process.ApplicationCompleted) -> Iterable[str]:
        yield f"{self.day(said.complete_time)} completed"

    def revoked(self, said: process.ApplicationRevoked) -> Iterable[str]:
        yield f"{self.day(said.revoke_time)} ended-as-revoked"

    def withdrawn(self, said: process.ApplicationWithdrawn) -> Iterable[str]:
        yield f"{self.day(said.withdraw_time)} withdrawn-settled"

    def terminated(self, said: process.ApplicationTerminated) -> Iterable[str]:
        yield f"{self.day(said.terminate_time)} terminated"

    def shown_anew(self, _said: commands.RenewFacts) -> Iterable[str]:
        yield "shown-anew"

    def light(self, said: process.LightChanged) -> Iterable[str]:
        of_stage = "stage-" if said.stage else ""
        of_stage = {DELIVERY: "delivery-", ACCEPTING: "answer-"}.get(said.stage, of_stage)
        light = state.Light.Name(said.light).removeprefix("LIGHT_").lower()
        yield f"{self.day(said.change_time)} {of_stage}{light}{self.of(said.case_id)}"

    def moved(self, said: process.DeadlineMoved) -> Iterable[str]:
        day, of = self.day(said.move_time), self.of(said.case_id)
        if said.cause == process.MOVE_CAUSE_PAUSED:
            yield f"{day} clock-stopped for {said.working_days} days{of}"
        elif said.limit:
            yield f"{day} calendar-loaded, {_LIMITS[said.limit]} now due {_due(said.due)}"
        else:
            yield f"{day} {_MOVED[said.cause]}, now due {_due(said.due)}, promised {_due(said.promised)}{of}"

    def may_ask(self, said: commands.OpenHearingRight) -> Iterable[str]:
        if said.person_id and said.request_by.date:
            yield f"may-ask {said.person_id} until {_due(said.request_by)}{self.of(said.case_id)}"

    def rights(self, said: process.RightsTold) -> Iterable[str]:
        until = f" until {_due(said.request_by)}" if said.request_by.date else ""
        until = f" for {said.request_working_days} days from receipt" if said.request_working_days else until
        yield f"{self.day(said.tell_time)} rights-told {said.person_id or 'applicant'}{until}{self.of(said.case_id)}"

    def hearing(self, said: commands.SetHearingTimes) -> Iterable[str]:
        yield f"hearing by {_due(said.hold_by)}{self.of(said.case_id)}"

    def window(self, said: commands.RequestAcceptance) -> Iterable[str]:
        yield f"window asked until {_due(said.due)}"


def _due(due: process.DueDate) -> str:
    return f"{due.date} provisionally" if due.provisional else due.date


def _names(missing: Iterable[MissingMaterial]) -> str:
    return ", ".join(each.material_code for each in missing)


_SENTENCES: Mapping[str, Callable[[_Teller, Any], Iterable[str]]] = {
    kind.DESCRIPTOR.full_name: told
    for kind, told in dict[type[Message], Callable[[_Teller, Any], Iterable[str]]](
        {
            process.ApplicationAccepted: _Teller.accepted,
            process.ApplicationNotAccepted: _Teller.not_accepted,
            commands.ReviewCase: _Teller.begins,
            commands.EndUndecided: _Teller.ended,
            commands.GrantBySilence: _Teller.renewed,
            process.LateMaterialReminded: _Teller.late_reminded,
            process.LateMaterialReceived: _Teller.late_received,
            process.LateMaterialMissed: _Teller.late_missed,
            process.SupplementRequested: _Teller.asked,
            process.SupplementReminded: _Teller.reminded,
            process.LaterSupplementOver: _Teller.later_over,
            process.ApplicationLapsed: _Teller.lapsed,
            process.ApplicationDecided: _Teller.decided,
            commands.DeliverResults: _Teller.to_hand_over,
            process.ApplicationCompleted: _Teller.completed,
            process.ApplicationWithdrawn: _Teller.withdrawn,
            process.ApplicationRevoked: _Teller.revoked,
            process.ApplicationTerminated: _Teller.terminated,
            process.LightChanged: _Teller.light,
            process.DeadlineMoved: _Teller.moved,
            process.RightsTold: _Teller.rights,
            commands.OpenHearingRight: _Teller.may_ask,
            commands.SetHearingTimes: _Teller.hearing,
            commands.RequestAcceptance: _Teller.window,
            commands.RenewFacts: _Teller.shown_anew,
        }
    ).items()
}
