"""What can happen in a row, each as the message that tells the workflow of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.intake.v1.events_pb2 import ApplicationSupplemented
from onetrip.process.v1 import state_pb2 as state
from onetrip.verification.v1 import messages_pb2 as verification
from workflows.tests import filings
from workflows.tests.rules.table import BadRow
from workflows.tests.world import World

ASKED = "asked-hearing"
"""The procedure of a hearing that was asked for; one that an officer orders is called as its kind."""

_OUTCOMES = {"granted": state.CASE_OUTCOME_GRANTED, "refused": state.CASE_OUTCOME_REFUSED}


@dataclass
class Scene:
    """One application of the table on its way: what it lacks, what was supplied, what was asked.

    `late` is what the applicant chose to bring late; `barred`: a bad credit record bars that.
    `committed` is what they signed a commitment for instead.
    """

    world: World
    definitions: Mapping[str, catalog.ServiceItem]
    lacking: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    committed: list[str] = field(default_factory=list)
    supplied: list[ApplicationSupplemented] = field(default_factory=list)
    barred: bool = False
    withdrawn: bool = False
    verified: bool = True

    def __post_init__(self) -> None:
        """Has the other parts answer as they do; officers and the window only when the row says so."""
        world = self.world
        world.on(verification.VerifyApplication, self._verify).on(commands.AskSupplement, filings.asked)
        world.on(commands.EndUndecided, self._end).on(commands.ReleaseCase, self._release)

    def _verify(self, request: verification.VerifyApplication) -> verification.VerificationCompleted | None:
        if not self.verified:
            return None
        given = {material.code for material in request.materials}
        promised = set() if self.barred else {*self.late, *request.late_materials}
        counting = set() if self.barred else {*self.committed, *request.commitments} - given
        lacking = [c for c in [*self.lacking, *self.late, *self.committed] if c not in given and c not in counting]
        missing = [filings.missing(c, promised=c in promised) for c in lacking]
        complete = all(material.promised for material in missing)
        outcome = (
            verification.VERIFICATION_OUTCOME_COMPLETE if complete else verification.VERIFICATION_OUTCOME_INCOMPLETE
        )
        answer = filings.verified(request.round, outcome, missing)
        answer.late_barred = self.barred and bool(self.late)
        answer.commitment_barred = self.barred and bool(self.committed)
        answer.commitments.extend(sorted(counting))
        return answer

    def _end(self, request: commands.EndUndecided) -> approval.UndecidedEnded:
        return approval.UndecidedEnded(
            application_id=filings.APPLICATION,
            ended_case_ids=request.case_ids or [filings.case()],
            reason=request.reason,
        )

    def _release(self, request: commands.ReleaseCase) -> approval.CaseReleased:
        """What was approved before is looked at once more: officers decide when the row says so."""
        return approval.CaseReleased(application_id=filings.APPLICATION, case_id=request.case_id)


async def happen(scene: Scene, at: datetime, words: str) -> None:
    """Has something happen. Raises BadRow for words that the table does not know."""
    for pattern, act in _VERBS.items():
        if found := re.fullmatch(pattern, words):
            await act(scene, at, **found.groupdict())
            return
    raise BadRow(f"`{words}` is none of what can happen: {', '.join(_VERBS)}")


def _names(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


async def _filed(
    scene: Scene,
    at: datetime,
    item: str,
    lacking: str | None,
    late: str | None,
    committed: str | None,
    how: str | None,
) -> None:
    scene.lacking, scene.late, scene.committed = _names(lacking), _names(late), _names(committed)
    scene.verified, scene.barred = how != "unverified", how == "barred"
    delivery = catalog.DELIVERY_METHOD_COURIER if how == "by courier" else catalog.DELIVERY_METHOD_ELECTRONIC
    if how != "by courier":
        scene.world.on(commands.DeliverResults, lambda _: approval.ResultDelivered(application_id=filings.APPLICATION))
    else:
        scene.world.on(commands.DeliverResults, lambda _: None)
    await scene.world.start(filings.submitted(scene.definitions[item], at, delivery))


async def _supplied(scene: Scene, at: datetime, codes: str) -> None:
    supplement = filings.supplemented(len(scene.supplied) + 1, at, *_names(codes))
    scene.supplied.append(supplement)
    await scene.world.tell(supplement)


async def _chose_late(scene: Scene, at: datetime, codes: str) -> None:
    supplement = filings.supplemented(len(scene.supplied) + 1, at)
    supplement.late_materials.extend(_names(codes))
    scene.supplied.append(supplement)
    await scene.world.tell(supplement)


async def _corrected(scene: Scene, at: datetime, codes: str) -> None:
    """An officer has let the applicant correct it on the spot; this is the answer."""
    supplement = filings.supplemented(len(scene.supplied) + 1, at, *_names(codes))
    supplement.corrections.append(1)
    supplement.corrections_only = True
    scene.supplied.append(supplement)
    await scene.world.tell(supplement)


async def _approved(scene: Scene, at: datetime) -> None:
    withheld = approval.CaseWithheld(application_id=filings.APPLICATION, case_id=filings.case(), stage="review")
    await scene.world.tell(withheld)


async def _window_accepts(scene: Scene, at: datetime) -> None:
    await scene.world.tell(filings.window_decided(at))


async def _window_refuses(scene: Scene, at: datetime) -> None:
    await scene.world.tell(filings.window_decided(at, accepted=False))


async def _window_asks(scene: Scene, at: datetime, codes: str) -> None:
    wanted = [filings.missing(code) for code in _names(codes)]
    asked = approval.SupplementAsked(
        application_id=filings.APPLICATION,
        round=1,
        missing=wanted,
        department="human-resources",
    )
    await scene.world.tell(asked)


async def _decided(scene: Scene, at: datetime, case: str | None, outcome: str) -> None:
    await scene.world.tell(filings.decided(filings.case(case or "permit"), _OUTCOMES[outcome]))


async def _withdrawn(scene: Scene, at: datetime) -> None:
    settled: Any = approval.WithdrawalSettled(
        application_id=filings.APPLICATION, withdrawn=True, withdrawn_case_ids=[filings.case()]
    )
    await scene.world.tell(settled)


async def _handed_over(scene: Scene, at: datetime) -> None:
    await scene.world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))


async def _revoked_on_the_way(scene: Scene, at: datetime) -> None:
    """Approval revokes and stops the delivery in the same transaction."""
    await scene.world.tell(approval.DeliveryStopped(application_id=filings.APPLICATION, stop_time=filings.at(at)))


async def _procedure_starts(scene: Scene, at: datetime, kind: str, days: str, procedure_id: str = "") -> None:
    started = approval.SpecialProcedureStarted(
        application_id=filings.APPLICATION,
        case_id=filings.case(),
        stage="review",
        procedure_id=procedure_id or kind,
        kind=state.SpecialProcedure.Value(f"SPECIAL_PROCEDURE_{kind.upper().replace('-', '_')}"),
        expected_working_days=int(days),
        start_time=filings.at(at),
    )
    await scene.world.tell(started)


async def _procedure_ends(scene: Scene, at: datetime, kind: str) -> None:
    ended = approval.SpecialProcedureEnded(
        application_id=filings.APPLICATION, case_id=filings.case(), procedure_id=kind, end_time=filings.at(at)
    )
    await scene.world.tell(ended)


async def _extended(scene: Scene, at: datetime, days: str) -> None:
    extended = approval.DeadlineExtended(
        application_id=filings.APPLICATION, case_id=filings.case(), working_days=int(days), extend_time=filings.at(at)
    )
    await scene.world.tell(extended)


async def _party_named(scene: Scene, at: datetime, person: str) -> None:
    named = approval.InterestedPartyNamed(
        application_id=filings.APPLICATION, person_id=person, name_time=filings.at(at)
    )
    await scene.world.tell(named)


async def _hearing_asked_for(scene: Scene, at: datetime) -> None:
    """Approval stops the clock in the same transaction."""
    kind = {"kind": "hearing", "days": str(filings.HEARING.hold_working_days)}
    await _procedure_starts(scene, at, **kind, procedure_id=ASKED)
    asked = approval.HearingRequested(
        application_id=filings.APPLICATION, case_id=filings.case(), procedure_id=ASKED, request_time=filings.at(at)
    )
    await scene.world.tell(asked)


async def _hearing_held(scene: Scene, at: datetime) -> None:
    await _procedure_ends(scene, at, ASKED)


_VERBS: Mapping[str, Callable[..., Awaitable[None]]] = {
    r"filed (?P<item>[\w-]+)(?: lacking (?P<lacking>[\w, -]+?))?(?: with (?P<late>[\w, -]+?) to come)?"
    r"(?: committing to (?P<committed>[\w, -]+?))?(?: (?P<how>unverified|by courier|barred))?": _filed,
    r"supplied (?P<codes>[\w, -]+)": _supplied,
    r"chose to bring (?P<codes>[\w, -]+) late": _chose_late,
    r"corrected (?P<codes>[\w, -]+)": _corrected,
    r"approved": _approved,
    r"window accepts": _window_accepts,
    r"window refuses": _window_refuses,
    r"window asks for (?P<codes>[\w, -]+)": _window_asks,
    r"(?:(?P<case>[\w-]+) )?decided (?P<outcome>granted|refused)": _decided,
    r"withdrawn": _withdrawn,
    r"handed over": _handed_over,
    r"revoked on the way": _revoked_on_the_way,
    r"(?P<kind>[\w-]+) starts, told to take (?P<days>\d+) days": _procedure_starts,
    r"(?P<kind>[\w-]+) ends": _procedure_ends,
    r"hearing asked for": _hearing_asked_for,
    r"hearing held": _hearing_held,
    r"(?P<person>[\w-]+) named": _party_named,
    r"extended by (?P<days>\d+) days": _extended,
}
