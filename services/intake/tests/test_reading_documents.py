"""Who uploaded a document reads it until it is given; then it is the applicant's, and looks at it are logged."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from google.api import httpbody_pb2

from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.messages import Outbound
from runtime.tokens import Principal
from services.intake.handlers import materials
from services.intake.tests.bench import FrozenClock, principal
from services.intake.tests.samples import fresh

MATERIAL = "m" * 26
APPLICANT = principal(fresh(), "applicant")


@dataclass
class FakeStore:
    """One document, given with one application or with none; remembers the looks that were noted."""

    uploader: str
    given: bool
    mandate: bool = False
    noted: list[Outbound] = field(default_factory=list)

    @property
    def materials(self) -> "FakeStore":
        return self

    @property
    def applications(self) -> Any:
        stored = SimpleNamespace(id="a1", applicant_id=APPLICANT.subject, item_code="permit")
        return SimpleNamespace(read=_returning(stored))

    @property
    def mandates(self) -> Any:
        return SimpleNamespace(may_act=_returning(self.mandate))

    async def read(self, material_id: str) -> Any:
        return SimpleNamespace(id=material_id, uploaded_by=self.uploader, object_name="o", content_type="image/png")

    async def given_with(self, _material_id: str) -> list[Any]:
        return [SimpleNamespace(application_id="a1", code="photo")] if self.given else []

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["FakeStore"]:
        yield self

    async def send(self, _now: Any, messages: list[Outbound]) -> None:
        self.noted += messages


class FakeObjects:
    """Holds the same bytes under every name."""

    async def get(self, _name: str, _material_id: str) -> AsyncIterator[bytes]:
        yield b"bytes"


def _returning(value: Any) -> Any:
    async def answer(*_: Any) -> Any:
        return value

    return answer


async def read(store: FakeStore, caller: Principal) -> list[httpbody_pb2.HttpBody]:
    office = cast(Any, SimpleNamespace(store=store, clock=FrozenClock()))
    request = service_pb2.DownloadMaterialRequest(id=MATERIAL)
    return [each async for each in materials.download(office, cast(Any, FakeObjects()), request, caller)]


async def test_whoever_uploaded_it_reads_it_until_it_is_given() -> None:
    agent = principal(fresh(), "agent")
    assert await read(FakeStore(agent.subject, given=False), agent)
    with pytest.raises(NotFound):
        await read(FakeStore(agent.subject, given=False), APPLICANT)


async def test_an_agent_whose_mandate_ended_does_not_read_what_they_uploaded_and_gave() -> None:
    agent = principal(fresh(), "agent")
    store = FakeStore(agent.subject, given=True, mandate=True)
    assert await read(store, agent)
    (noted,) = store.noted
    assert isinstance(noted.message, RecordAccess)
    assert (noted.message.reader, noted.message.role, noted.message.purpose) == (agent.subject, "agent", "MANDATE")
    with pytest.raises(NotFound):
        await read(FakeStore(agent.subject, given=True), agent)


async def test_a_clerk_who_uploaded_it_at_the_counter_is_in_the_persons_log_like_any_other() -> None:
    clerk = principal(fresh(), "clerk")
    store = FakeStore(clerk.subject, given=True)
    assert await read(store, clerk)
    (noted,) = store.noted
    assert isinstance(noted.message, RecordAccess)
    assert (noted.message.person_id, noted.message.reader) == (APPLICANT.subject, clerk.subject)
    assert list(noted.message.fields) == ["material:photo"]
