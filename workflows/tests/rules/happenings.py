"""What can happen in a row, each as the message that tells the workflow of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.notification.v1 import events_pb2 as notification
from onetrip.process.v1 import state_pb2 as state
from workflows.limits.calendar import WorkingCalendar
from workflows.tests import filings
from workflows.tests.rules.registers import Registers
from workflows.tests.rules.scene import Scene
from workflows.tests.rules.table import BadRow

ASKED = "asked-hearing"
"""The procedure of a hearing that was asked for; one that an officer orders is called as its kind."""

_OUTCOMES = {"granted": state.CASE_OUTCOME_GRANTED, "refused": state.CASE_OUTCOME_REFUSED}


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
    expires: str | None,
    unpublished: str | None,
    how: str | None,
) -> None:
    scene.lacking, scene.late, scene.committed = _names(lacking), _names(late), _names(committed)
    scene.verified, scene.barred = how != "unverified", how == "barred"
    delivery = catalog.DELIVERY_METHOD_COURIER if how == "by courier" else catalog.DELIVERY_METHOD_ELECTRONIC
    if how != "by courier":
        scene.world.on(commands.DeliverResults, lambda _: approval.ResultDelivered(application_id=filings.APPLICATION))
    else:
        scene.world.on(commands.DeliverResults, lambda _: None)
    scene.expires = expires or ""
    if scene.definitions[item].facts:
        scene.registers = scene.registers or Registers(scene.definitions[item], "fresh", away=0)
    if unpublished:
        scene.withhold_calendar(int(unpublished))
    await scene.start(filings.submitted(scene.definitions[item], at, delivery))


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


async def _approved(scene: Scene, at: datetime, case: str | None) -> None:
    await scene.world.tell(filings.withheld(filings.case(case or "permit")))


async def _stage_passed(scene: Scene, at: datetime, case: str | None, stage: str) -> None:
    passed = approval.StageCompleted(
        application_id=filings.APPLICATION, case_id=filings.case(case or "permit"), stage=stage
    )
    await scene.world.tell(passed)


async def _window_accepts(scene: Scene, at: datetime) -> None:
    await scene.world.tell(filings.window_decided(at))


async def _window_refuses(scene: Scene, at: datetime) -> None:
    await scene.world.tell(filings.window_decided(at, accepted=False))


async def _window_asks(scene: Scene, at: datetime, codes: str, fact: str | None) -> None:
    """Approval refuses what the state holds, anything after acceptance, and a second notice without a new fact."""
    if refused := scene.refusal(codes, fact or ""):
        scene.seen.append(f"{at.date()} asking for {codes} refused: {refused}")
        return
    scene.notices += 1
    asked = approval.SupplementAsked(
        application_id=filings.APPLICATION,
        round=scene.notices,
        missing=[filings.missing(code) for code in _names(codes)],
        sealed_new_fact=b"sealed: what is new" if fact else b"",
        department="human-resources",
    )
    await scene.world.tell(asked)


async def _officers_ask(scene: Scene, at: datetime, codes: str) -> None:
    """After acceptance: approval lets it pass once, where the item allows it, and stops the clock at once."""
    limits = scene.limits
    if scene.asked_later or not limits.supplement_after_acceptance:
        return
    scene.asked_later = True
    await _procedure_starts(scene, at, "supplement", str(limits.supplement_working_days), None)
    asked = approval.LaterSupplementAsked(
        application_id=filings.APPLICATION,
        case_id=filings.case(),
        procedure_id="supplement",
        missing=[filings.missing(code) for code in _names(codes)],
        department="human-resources",
        ask_time=filings.at(at),
    )
    await scene.world.tell(asked)


async def _decided(scene: Scene, at: datetime, case: str | None, outcome: str) -> None:
    await scene.world.tell(scene.decided(case or "permit", _OUTCOMES[outcome]))


async def _withdrawn(scene: Scene, at: datetime) -> None:
    """What is decided stands."""
    left = scene.undecided
    decided = [filings.case(code) for code in scene.cases if code in scene.with_decision]
    scene.over.update(scene.cases)
    settled: Any = approval.WithdrawalSettled(
        application_id=filings.APPLICATION, withdrawn=True, withdrawn_case_ids=left, decided_case_ids=decided
    )
    await scene.world.tell(settled)


async def _terminated(scene: Scene, at: datetime) -> None:
    ended = filings.ended(*scene.undecided, reason=commands.END_REASON_TERMINATED)
    scene.over.update(scene.cases)
    await scene.world.tell(ended)


async def _calendar_loaded(scene: Scene, at: datetime) -> None:
    await scene.world.tell(scene.load_calendar())
    await scene.world.until_step(f"calendar:{scene.world.calendar.number}")


async def _looked_at(scene: Scene, at: datetime) -> None:
    await scene.look(WorkingCalendar.from_message(scene.world.calendar))


async def _handed_over(scene: Scene, at: datetime) -> None:
    await scene.world.tell(approval.ResultDelivered(application_id=filings.APPLICATION))


async def _revoked_on_the_way(scene: Scene, at: datetime) -> None:
    """Approval revokes and stops the delivery in the same transaction."""
    await scene.world.tell(approval.DeliveryStopped(application_id=filings.APPLICATION, stop_time=filings.at(at)))


async def _procedure_starts(
    scene: Scene, at: datetime, kind: str, days: str, case: str | None, procedure_id: str = ""
) -> None:
    started = approval.SpecialProcedureStarted(
        application_id=filings.APPLICATION,
        case_id=filings.case(case or "permit"),
        stage="review",
        procedure_id=(procedure_id or kind) + (case or ""),
        kind=state.SpecialProcedure.Value(f"SPECIAL_PROCEDURE_{kind.upper().replace('-', '_')}"),
        expected_working_days=int(days),
        start_time=filings.at(at),
    )
    await scene.world.tell(started)


async def _procedure_ends(scene: Scene, at: datetime, kind: str, case: str | None) -> None:
    ended = filings.procedure_ended(kind + (case or ""), at, case or "permit")
    await scene.world.tell(ended)


async def _extended(scene: Scene, at: datetime, days: str, case: str | None) -> None:
    await scene.world.tell(filings.extended(int(days), at, filings.case(case or "permit")))


async def _jointly_extended(scene: Scene, at: datetime, days: str) -> None:
    """By the government, for all cases of a joint limit."""
    await scene.world.tell(filings.extended(int(days), at, ""))


async def _interval_corrected(scene: Scene, at: datetime, kind: str, day: str) -> None:
    """An operator has the record of a procedure corrected: it was over at noon of that day (decision 0054)."""
    told = scene.world.told.values()
    started = next(
        each for each in told if isinstance(each, approval.SpecialProcedureStarted) and each.procedure_id == kind
    )
    over = datetime.combine(date.fromisoformat(day), time(12), at.tzinfo)
    corrected = approval.ProcedureCorrected(
        application_id=filings.APPLICATION,
        case_id=filings.case(),
        procedure_id=kind,
        request_id="r1",
        number=1,
        kind=started.kind,
        start_time=started.start_time,
        end_time=filings.at(over),
        correct_time=filings.at(at),
    )
    await scene.world.tell(corrected)


async def _party_named(scene: Scene, at: datetime, person: str) -> None:
    named = approval.InterestedPartyNamed(
        application_id=filings.APPLICATION, person_id=person, name_time=filings.at(at)
    )
    await scene.world.tell(named)


async def _party_reached(scene: Scene, at: datetime, person: str, until: str | None) -> None:
    """Notification says so, of each case of which they were told; of an announcement as soon as it is published."""
    day = until or at.date().isoformat()
    channel = notification.NOTICE_CHANNEL_UNSPECIFIED if until else notification.NOTICE_CHANNEL_POST
    for case in scene.cases:
        reached = notification.PartyReached(
            application_id=filings.APPLICATION,
            kind=notification.NOTICE_KIND_RIGHTS,
            case_id=filings.case(case),
            person_id=person,
            channel=channel,
            reach_date=day,
        )
        await scene.world.tell(reached)


async def _hearing_asked_for(scene: Scene, at: datetime, case: str | None, letter: str | None = None) -> None:
    """Approval stops the clock in the same transaction; a letter asked at noon of the day on which it came in."""
    kind = {"kind": "hearing", "days": str(filings.HEARING.hold_working_days)}
    asked_at = datetime.combine(date.fromisoformat(letter), time(12), at.tzinfo) if letter else at
    await _procedure_starts(scene, at, **kind, case=case, procedure_id=ASKED)
    asked = approval.HearingRequested(
        application_id=filings.APPLICATION,
        case_id=filings.case(case or "permit"),
        procedure_id=ASKED + (case or ""),
        request_time=filings.at(asked_at),
    )
    await scene.world.tell(asked)


async def _hearing_given_up(scene: Scene, at: datetime, person: str) -> None:
    whose = "" if person == "applicant" else person
    waived = approval.HearingWaived(
        application_id=filings.APPLICATION, case_id=filings.case(), person_id=whose, waive_time=filings.at(at)
    )
    await scene.world.tell(waived)


async def _hearing_held(scene: Scene, at: datetime, case: str | None) -> None:
    await _procedure_ends(scene, at, ASKED, case)


_VERBS: Mapping[str, Callable[..., Awaitable[None]]] = {
    r"filed (?P<item>[\w-]+)(?: lacking (?P<lacking>[\w, -]+?))?(?: with (?P<late>[\w, -]+?) to come)?"
    r"(?: committing to (?P<committed>[\w, -]+?))?(?: expiring (?P<expires>[\d-]+))?"
    r"(?: before (?P<unpublished>\d+) is published)?(?: (?P<how>unverified|by courier|barred))?": _filed,
    r"supplied (?P<codes>[\w, -]+)": _supplied,
    r"chose to bring (?P<codes>[\w, -]+) late": _chose_late,
    r"corrected (?P<codes>[\w, -]+)": _corrected,
    r"officers ask for (?P<codes>[\w, -]+)": _officers_ask,
    r"(?:(?P<case>[\w-]+) )?approved": _approved,
    r"(?:(?P<case>[\w-]+) )?stage (?P<stage>[\w-]+) passed": _stage_passed,
    r"window accepts": _window_accepts,
    r"window refuses": _window_refuses,
    r"window asks for (?P<codes>[\w, -]+?)(?P<fact>, naming a new fact)?": _window_asks,
    r"(?:(?P<case>[\w-]+) )?decided (?P<outcome>granted|refused)": _decided,
    r"withdrawn": _withdrawn,
    r"ended by an operator": _terminated,
    r"handed over": _handed_over,
    r"revoked on the way": _revoked_on_the_way,
    r"(?P<kind>[\w-]+)(?: in (?P<case>[\w-]+))? starts, told to take (?P<days>\d+) days": _procedure_starts,
    r"(?P<kind>[\w-]+)(?: in (?P<case>[\w-]+))? ends": _procedure_ends,
    r"hearing asked for(?: in (?P<case>[\w-]+))?(?: by a letter of (?P<letter>[\d-]+))?": _hearing_asked_for,
    r"(?P<person>[\w-]+) gives the hearing up": _hearing_given_up,
    r"hearing held(?: in (?P<case>[\w-]+))?": _hearing_held,
    r"(?P<person>[\w-]+) named": _party_named,
    r"(?P<person>[\w-]+) reached": partial(_party_reached, until=None),
    r"(?P<person>[\w-]+) told publicly until (?P<until>[\d-]+)": _party_reached,
    r"(?:(?P<case>[\w-]+) )?extended by (?P<days>\d+) days": _extended,
    r"jointly extended by (?P<days>\d+) days": _jointly_extended,
    r"(?P<kind>[\w-]+) recorded anew as over on (?P<day>[\d-]+)": _interval_corrected,
    r"calendar loaded": _calendar_loaded,
    r"looked at": _looked_at,
}
