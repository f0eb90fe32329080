"""Lights reach the officers' and the supervisors' lists; yellow and red are passed on, each once."""

import asyncpg

from contracts.errors.applications import UnknownMatter
from onetrip.process.v1.events_pb2 import LightChanged
from runtime.messages import Envelope
from services.approval.codec import LIGHT, date_of, instant_of
from services.approval.handlers.office import Office
from services.approval.store import applications, board


async def on_light_changed(
    office: Office, connection: asyncpg.Connection, envelope: Envelope, event: LightChanged
) -> None:
    """Note the light of a case or of one of its stages. Of two that come out of order the later one stands."""
    light = LIGHT.get(event.light)
    if light is None:
        raise UnknownMatter("the light is none that is known")
    await applications.lock(connection, event.application_id)
    shining = board.Shining(
        application_id=event.application_id,
        case_id=event.case_id,
        stage=event.stage,
        light=light,
        due_on=date_of(event.due.date),
        due_provisional=event.due.provisional,
        at=instant_of(event.change_time),
        turn=event.turn,
    )
    await board.shine(connection, shining)
