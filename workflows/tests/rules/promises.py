"""What must be so in every life, whatever the second telling of the rules says of it."""

from __future__ import annotations

from collections.abc import Iterator

from google.protobuf import symbol_database
from google.protobuf.message import Message

from onetrip.approval.v1 import commands_pb2 as commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.process.v1 import events_pb2 as process
from workflows.tests.rules.nature import LATE_PAPER, Nature
from workflows.tests.rules.visits import Ledger
from workflows.tests.world import World


def broken(world: World, nature: Nature, ledger: Ledger) -> list[str]:
    """The promises that this life has broken, each in a sentence."""
    asked_for = _asked_for(world)
    kept = {
        "one notice without a new fact": sum(not said.sealed_new_fact for said in _notices(world)) <= 1,
        "nothing is asked for that the state holds": not asked_for & nature.held,
        "nothing lapses for want of what nobody was told of": _lapsed_for(world) <= asked_for | {LATE_PAPER},
        "never more visits than promised": ledger.most <= ledger.budget <= 1,
        "every case is decided once": len(world.heard(process.ApplicationDecided)) <= 1,
        "accepted once": len(world.heard(process.ApplicationAccepted)) <= 1,
        "no message twice": len(set(world.message_ids)) == len(world.message_ids),
        "nothing is said after the end": not any(step.closes for step in world.steps[:-1]),
    }
    return [*(promise for promise, so in kept.items() if not so), *_moved_by_nothing(world)]


def _notices(world: World) -> list[process.SupplementRequested]:
    return world.heard(process.SupplementRequested)


def _asked_for(world: World) -> set[str]:
    said = [*_notices(world), *world.heard(process.SupplementReminded)]
    return {material.material_code for notice in said for material in notice.missing}


def _lapsed_for(world: World) -> set[str]:
    return {material.material_code for said in world.heard(process.ApplicationLapsed) for material in said.missing}


def _moved_by_nothing(world: World) -> Iterator[str]:
    """A limit is the one that was told last, until a recorded cause moves it: a procedure, an extension, a calendar."""
    due: dict[str, str] = {}
    for message in _said(world):
        if isinstance(message, process.ApplicationAccepted):
            due = {case.case_id: case.due.date for case in message.cases}
        elif isinstance(message, process.DeadlineMoved) and message.case_id:
            if not _recorded(world, message):
                yield f"the limit of {message.case_id} moved without a recorded cause"
            due[message.case_id] = message.due.date
        elif isinstance(message, process.LightChanged | commands.ReviewCase) and not message.stage.startswith("@"):
            shown = message.due.date
            if not message.stage and shown != due[message.case_id]:
                yield f"{message.case_id} shows {shown}, though {due[message.case_id]} was told"


def _recorded(world: World, moved: process.DeadlineMoved) -> bool:
    told = list(world.told.values())
    ids = {
        process.MOVE_CAUSE_PAUSED: [each.procedure_id for each in told if isinstance(each, _STARTED)],
        process.MOVE_CAUSE_RESUMED: [each.procedure_id for each in told if isinstance(each, _ENDED)],
        process.MOVE_CAUSE_EXTENDED: [""] * any(isinstance(each, approval.DeadlineExtended) for each in told),
        process.MOVE_CAUSE_CALENDAR: [""] * (world.calendar.number == moved.calendar_number),
    }
    return moved.procedure_id in ids[moved.cause]


_STARTED, _ENDED = approval.SpecialProcedureStarted, approval.SpecialProcedureEnded


def _said(world: World) -> Iterator[Message]:
    for step in world.steps:
        for outgoing in step.messages:
            yield symbol_database.Default().GetSymbol(outgoing.type).FromString(outgoing.payload)
