"""An agent acts while the mandate lives: what approval shows and takes ends with it."""

from datetime import timedelta

import pytest

from onetrip.approval.v1 import decision_service_pb2 as decisions_pb
from onetrip.approval.v1 import party_service_pb2 as party_pb
from onetrip.approval.v1.commands_pb2 import OpenApplication
from onetrip.catalog.v1.catalog_pb2 import APPLICANT_KIND_ORGANISATION, APPLICANT_KIND_PERSON
from onetrip.intake.v1.events_pb2 import MandateChanged
from onetrip.verification.v1.messages_pb2 import RecordAccess
from runtime.errors import NotFound
from runtime.ids import new_id
from services.approval.codec import timestamp
from services.approval.handlers.office import Office
from services.approval.tests import samples
from services.approval.tests.conftest import NOW
from services.approval.tests.desk import Call, Desk, principal
from services.approval.tests.message_bench import Bench

pytestmark = pytest.mark.engines


class Agent:
    """Somebody who filed for the applicant, and a colleague who did not."""

    def __init__(self, bench: Bench, office: Office, desk: Desk) -> None:
        self.bench, self.office, self.desk = bench, office, desk
        self.call = Call(principal(f"pagent-{new_id()}", "agent"))
        self.colleague = Call(principal(f"pagent-{new_id()}", "agent"))
        self.applicant = f"p{new_id()}"

    async def filed(self, **more: object) -> None:
        """The application is open and granted."""
        item = samples.graduate()
        item.applicant_kinds.extend((APPLICANT_KIND_PERSON, APPLICANT_KIND_ORGANISATION))
        opening = samples.opening(self.bench.application_id, item, filed_by=self.call.caller.subject)
        opening.applicant_id = self.applicant
        opening.MergeFrom(OpenApplication(**more))  # pyright: ignore[reportArgumentType]
        await self.bench.send(opening, new_id())
        review = samples.review(self.office, self.bench.application_id, samples.graduate())
        await self.bench.send(review, new_id())

    async def told(self, mandate_id: str, call: Call | None = None, *, revoked: bool = False, **more: object) -> None:
        """Intake says how a mandate stands."""
        fields = {"expire_time": timestamp(NOW + timedelta(days=1)), **more}
        event = MandateChanged(
            mandate_id=mandate_id,
            principal_id=self.applicant,
            agent_id=(call or self.call).caller.subject,
            revoke_time=timestamp(NOW) if revoked else None,
            **fields,  # pyright: ignore[reportArgumentType]
        )
        await self.bench.send(event, new_id())

    async def sees(self, call: Call | None = None) -> bool:
        """Whether decisions and matter are there for the agent."""
        seen = []
        decisions = decisions_pb.ListDecisionsRequest(application_id=self.bench.application_id)
        matter = party_pb.GetMatterRequest(application_id=self.bench.application_id)
        for rpc, request in (
            (self.desk.decisions.list_decisions, decisions),
            (self.desk.parties.get_matter, matter),
        ):
            try:
                await rpc(request, call or self.call)
                seen.append(True)
            except NotFound:
                seen.append(False)
        assert len(set(seen)) == 1
        return seen[0]


@pytest.fixture
def nobody(bench: Bench, office: Office, desk: Desk) -> Agent:
    return Agent(bench, office, desk)


@pytest.fixture
async def agent(nobody: Agent) -> Agent:
    await nobody.filed(applicant_kind=APPLICANT_KIND_PERSON)
    return nobody


async def test_a_revoked_mandate_stops_at_once_and_stays_so_in_whatever_order_it_is_told(agent: Agent) -> None:
    mandate = new_id()
    await agent.told(mandate)
    assert await agent.sees()
    await agent.told(mandate, revoked=True)
    assert not await agent.sees()
    await agent.told(mandate)
    assert not await agent.sees()


async def test_an_expired_mandate_stops_at_its_instant(agent: Agent) -> None:
    await agent.told(new_id(), expire_time=timestamp(NOW + timedelta(microseconds=1)))
    assert await agent.sees()
    await agent.told(new_id(), agent.colleague, expire_time=timestamp(NOW))
    assert not await agent.sees(agent.colleague)


async def test_a_mandate_covers_the_items_it_names_and_another_one_may_live_on(agent: Agent) -> None:
    ended, other = new_id(), new_id()
    await agent.told(ended, revoked=True)
    await agent.told(other, item_codes=["senior-allowance"])
    assert not await agent.sees()
    await agent.told(new_id(), item_codes=["graduate-residence"])
    assert await agent.sees()


async def test_who_did_not_file_acts_by_a_mandate_and_by_none_is_a_stranger(agent: Agent) -> None:
    assert not await agent.sees(agent.colleague)
    await agent.told(new_id(), agent.colleague)
    assert await agent.sees(agent.colleague)
    somebody = Call(principal(agent.colleague.caller.subject, "applicant"))
    assert not await agent.sees(somebody), "an agent acts as one"


async def test_what_an_agent_reads_is_in_the_applicants_log(agent: Agent) -> None:
    await agent.told(new_id())
    assert await agent.sees()
    assert not await agent.sees(agent.colleague)
    assert await agent.sees(Call(principal(agent.applicant, "applicant")))
    rows = await agent.bench.pool.fetch(
        "SELECT payload FROM outbox WHERE key = $1 AND topic = 'verification.commands.v1' ORDER BY id",
        agent.bench.application_id,
    )
    noted = [RecordAccess.FromString(row["payload"]) for row in rows]
    noted = [each for each in noted if each.role == "agent"]
    assert [(each.person_id, each.reader, each.purpose) for each in noted] == [
        (agent.applicant, agent.call.caller.subject, "MANDATE")
    ] * 2
    decisions, matter = (list(each.fields) for each in noted)
    assert decisions[0] == "decision.reasons"
    assert matter == ["matter"]


async def test_who_filed_without_a_mandate_that_lives_is_a_stranger(agent: Agent) -> None:
    assert not await agent.sees(), "nobody told of a mandate"
    await agent.told(new_id(), expire_time=timestamp(NOW))
    assert not await agent.sees(), "it ended before it was told"


async def test_a_mandate_for_one_company_is_none_for_another_nor_for_the_person(nobody: Agent) -> None:
    await nobody.filed(applicant_kind=APPLICANT_KIND_ORGANISATION, organisation="company-a")
    for organisation in ("company-b", ""):
        await nobody.told(new_id(), organisation=organisation)
        assert not await nobody.sees()
    await nobody.told(new_id(), organisation="company-a")
    assert await nobody.sees()


async def test_a_mandate_for_a_company_is_none_for_its_representatives_own_matters(agent: Agent) -> None:
    await agent.told(new_id(), organisation="company-a")
    assert not await agent.sees()


async def test_what_a_company_filed_before_companies_were_told_goes_on_for_who_filed_it(nobody: Agent) -> None:
    await nobody.filed(applicant_kind=APPLICANT_KIND_ORGANISATION)
    await nobody.told(new_id())
    await nobody.told(new_id(), nobody.colleague)
    assert await nobody.sees()
    assert not await nobody.sees(nobody.colleague)
