"""The clerk at the counter: files for people, finds their applications, makes their calls and posts their letters."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from cli.journeys.following import WAIT_SECONDS_MAX
from cli.journeys.people import POLL_SECONDS, Person, new_key
from cli.journeys.story import Unexpected
from cli.personas import Persona
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as intake
from onetrip.intake.v1.application_pb2 import Application
from onetrip.notification.v1 import events_pb2 as notices
from onetrip.notification.v1 import notice_service_pb2 as notice_service


class Clerk(Person):
    """A counter clerk (窗口人员)."""

    async def file_for(
        self, person: Persona, item_code: str, answers: Mapping[str, str], phone: str
    ) -> intake.SubmitApplicationResponse:
        """File for somebody who is at the counter; `phone`: a number they leave, to be called at. Raises Refusal."""
        request = intake.SubmitApplicationRequest(
            request_id=new_key(),
            item_code=item_code,
            channel=catalog_pb2.CHANNEL_COUNTER,
            person=intake.PersonOnBehalf(name=person.name, resident_id=person.resident_id),
            answers=answers,
            contact=intake.ContactInput(phone=phone),
            despite_result=True,  # as in `people.py`
        )
        return await self.caller.post("/v1/applications", request, intake.SubmitApplicationResponse)

    async def find(self, tracking_number: str) -> list[Application]:
        """Look an application up by the number somebody reads out."""
        answer = await self.caller.get(
            "/v1/applications", intake.ListApplicationsResponse, tracking_number=tracking_number
        )
        return list(answer.applications)

    async def errand(
        self, application_id: str, kind: notices.NoticeKind, channel: notices.NoticeChannel
    ) -> notice_service.Errand:
        """Wait until the work list has a call to make, or a letter to post, for this notice. Raises Unexpected."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + WAIT_SECONDS_MAX
        while True:
            for errand in await self.errands(application_id):
                if (errand.kind, errand.channel) == (kind, channel):
                    return errand
            if loop.time() > deadline:
                names = notices.NoticeKind.Name(kind), notices.NoticeChannel.Name(channel)
                raise Unexpected(f"the work list has {names[0]} by {names[1]}")
            await asyncio.sleep(POLL_SECONDS)

    async def errands(self, application_id: str) -> list[notice_service.Errand]:
        """The calls and letters that wait for somebody to make them."""
        answer = await self.caller.get("/v1/errands", notice_service.ListErrandsResponse, application_id=application_id)
        return list(answer.errands)

    async def close(
        self, errand: notice_service.Errand, outcome: notice_service.ErrandOutcome, note: str
    ) -> notice_service.RecordOutcomeResponse:
        """Write down how it went."""
        request = notice_service.RecordOutcomeRequest(request_id=new_key(), outcome=outcome, note=note)
        return await self.caller.post(f"/v1/errands/{errand.id}:record", request, notice_service.RecordOutcomeResponse)
