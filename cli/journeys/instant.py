"""1. Instant (秒批): a graduate applies with no upload at all, registers and a rule do the rest."""

from __future__ import annotations

from cli.journeys.following import Following
from cli.journeys.people import Citizen
from cli.journeys.scene import Scene
from cli.journeys.story import Record, Story, expect
from cli.journeys.tidying import end_earlier
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2

ITEM = "graduate-residence"
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}
DESTINATION = "示范市南坪区和平里15号"


async def run(scene: Scene) -> Story:
    """File, wait, hold the certificate in hand."""
    graduate = await Citizen.enter(scene, "graduate", "applicant")
    await end_earlier(graduate, ITEM)
    await scene.tell("file", name=graduate.who.name)
    record = await seen_through(graduate, await apply(graduate))
    await scene.tell("granted", number=record.application.cases[0].certificate_number)
    return Story([record])


async def apply(graduate: Citizen) -> Following:
    """File for a graduate of whom the registers know everything, and watch it from then on. Raises Unexpected."""
    answers = {**graduate.who.claims, "destination_address": DESTINATION}
    filed = await graduate.file(ITEM, answers)
    expect(not filed.already_existed, "no application for the same matter is open")
    return graduate.scene.follow(graduate.caller, filed.application)


async def seen_through(graduate: Citizen, following: Following) -> Record:
    """Wait for the end, and check that the rule granted it, with no visit and nothing asked. Raises Unexpected."""
    completed = state_pb2.APPLICATION_STATE_COMPLETED
    await following.until(lambda now: now.state == completed, "a graduate's application is completed by itself")
    record = await graduate.record(following.latest.id, NOTICES)
    application = record.application
    expect(record.granted, "every case is granted")
    expect(record.decided_by_rule, "the rule decides, and says its version")
    expect(application.cases[0].certificate_number, "a certificate is issued")
    expect(application.visits_used == 0, "nobody has to go anywhere")
    expect(not application.HasField("supplement") and not application.materials, "nothing is asked for or uploaded")
    expect(application.proofs_spared > 0, "the registers spare the applicant proofs")
    return record
