"""Ending what an earlier, interrupted run left open: two live applications for one matter would be one."""

from __future__ import annotations

from cli.journeys.following import FINAL_STATES, Following
from cli.journeys.people import Citizen, Courier, new_key
from onetrip.intake.v1 import application_service_pb2 as intake
from onetrip.intake.v1.application_pb2 import Application
from onetrip.process.v1 import state_pb2

PAGE_SIZE_MAX = 100


async def end_earlier(citizen: Citizen, item_code: str) -> None:
    """Withdraw the citizen's open applications for an item; results on their way are handed over."""
    answer = await citizen.caller.get("/v1/applications", intake.ListApplicationsResponse, page_size=PAGE_SIZE_MAX)
    for application in answer.applications:
        if application.item_code == item_code and application.state not in FINAL_STATES:
            await _end(citizen, application)


async def _end(citizen: Citizen, application: Application) -> None:
    following = Following(citizen.caller, application, lambda _: None)
    try:
        if application.state != state_pb2.APPLICATION_STATE_DELIVERING:
            request = intake.WithdrawApplicationRequest(request_id=new_key())
            path = f"/v1/applications/{application.id}:withdraw"
            await citizen.caller.post(path, request, intake.WithdrawApplicationResponse)
        standing = await following.until(_ended_or_on_its_way, "an application that was withdrawn ends")
        if standing.state == state_pb2.APPLICATION_STATE_DELIVERING:
            courier = await Courier.enter(citizen.scene, "courier")
            await courier.deliver(application.id)
            await following.until(lambda now: now.state in FINAL_STATES, "an application that was handed over ends")
    finally:
        await following.close()


def _ended_or_on_its_way(application: Application) -> bool:
    return application.state in FINAL_STATES or application.state == state_pb2.APPLICATION_STATE_DELIVERING
