"""9. Silence counts: a renewal asked for 30 days before, which nobody decides, is granted when the permit runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cli.journeys.people import Citizen
from cli.journeys.scene import Scene
from cli.journeys.story import Story, Unexpected, expect
from cli.journeys.supervising import escalations
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.process.v1 import state_pb2

ITEM = "residence-permit-renewal"
# Who has a permit that runs out so many days after the registers were filled, and how long before it is asked for.
PERMITS = {"resident": 35, **{f"resident-{days}": days for days in range(42, 99, 7)}}
ASK_DAYS_BEFORE = 32
ARTICLE = "第五十条"
NOTICES = {
    notices.NOTICE_KIND_RECEIPT: 1,
    notices.NOTICE_KIND_ACCEPTANCE: 1,
    notices.NOTICE_KIND_DECISION: 1,
    notices.NOTICE_KIND_DELIVERY_RECEIPT: 1,
}


@dataclass(frozen=True)
class RenewalStory(Story):
    """Also: the lights that the department's supervisor was told of, in order."""

    lights: Sequence[state_pb2.Light] = ()


async def run(scene: Scene) -> RenewalStory:
    """File and wait for more than a month; no officer takes the task."""
    resident = await Citizen.enter(scene, _in_time(scene.days_passed), "applicant")
    await scene.tell("file", name=resident.who.name)
    filed = await resident.file(ITEM, {"address_unchanged": "true"})
    following = scene.follow(resident.caller, filed.application)
    accepted = state_pb2.APPLICATION_STATE_ACCEPTED
    await following.until(lambda now: now.state >= accepted, "the renewal is accepted")
    await scene.tell("silence")
    completed = state_pb2.APPLICATION_STATE_COMPLETED
    application = await following.until(lambda now: now.state == completed, "silence grants when the permit runs out")
    await scene.tell("granted", number=application.cases[0].certificate_number)
    record = await resident.record(application.id, NOTICES)
    expect(record.granted and "CASE_GRANTED_BY_SILENCE" in record.happened, "nobody decided, and it is granted")
    expect(ARTICLE in record.decisions[0].reasons, "the decision names the article that grants it")
    lights = [each.light for each in await escalations(scene, application.cases[0].id)]
    expect(state_pb2.LIGHT_RED in lights, "the department's supervisor was told that nobody decided")
    return RenewalStory([record], months=True, lights=lights)


def _in_time(days_passed: float) -> str:
    for code, days in PERMITS.items():
        if days - days_passed > ASK_DAYS_BEFORE:
            return code
    raise Unexpected(f"a permit runs out in more than {ASK_DAYS_BEFORE} days; {days_passed:.0f} have passed")
