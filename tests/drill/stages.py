"""Applications that stand at every stage, made through the gateway as people make them, and how each ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cli.journeys.desk import Clerk
from cli.journeys.following import FINAL_STATES
from cli.journeys.people import Citizen, Courier, Officer, new_key
from cli.journeys.scene import Scene
from cli.personas import credit_code, premises_number
from deploy.local.stack import Stack
from onetrip.approval.v1 import review_service_pb2 as review
from onetrip.catalog.v1 import catalog_pb2
from onetrip.intake.v1 import application_service_pb2 as intake
from onetrip.intake.v1.application_pb2 import Application
from onetrip.process.v1 import state_pb2 as state

AT_ONCE = 6
STAND_SECONDS_MAX = 400.0
END_SECONDS_MAX = 600.0
POLL_SECONDS = 0.5
GRANTED = "符合规定条件,同意。"
DEGREE, DRIVER = "graduate-residence", "ride-hailing-driver"
ADDRESS = "示范市南坪区和平里15号"
BY_COURIER = catalog_pb2.DELIVERY_METHOD_COURIER

Reached = Callable[[Application], bool]
Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Open:
    """One application under way. `stands`: where it waits now; `end`: what people do from there on; `over`: its end."""

    kind: str
    citizen: Citizen
    id: str
    stands: Reached
    end: Act
    over: Reached = lambda now: now.state in FINAL_STATES

    async def until(self, reached: Reached, seconds_max: float) -> None:
        """Look until it is so. Raises TimeoutError."""
        path = f"/v1/applications/{self.id}"
        async with asyncio.timeout(seconds_max):
            while True:
                now = (await self.citizen.caller.get(path, intake.GetApplicationResponse)).application
                if reached(now):
                    return
                await asyncio.sleep(POLL_SECONDS)


def state_is(*states: int) -> Reached:
    """Whether an application is in one of these states."""
    return lambda now: now.state in states


def happened(kind: str) -> Reached:
    """Whether its timeline has such an entry."""
    return lambda now: any(entry.kind == kind for entry in now.timeline)


async def everywhere(scene: Scene, stack: Stack, verifying: Sequence[str]) -> list[Open]:
    """Applications at every stage: graduates in numbers, a restaurant in single ones.

    `verifying`: who files when the registers are down already. They stay down.
    """
    restaurant, several = Restaurant(scene), Several(scene)
    # One after the other: what one owner files at once would look like the same matter.
    opened = [await stage() for stage in (restaurant.signed, restaurant.late, restaurant.asked, restaurant.windowed)]
    opened += await few_at_once(
        [several.supplemented(who) for who in graduates(1, 30)]
        + [several.reviewed(who) for who in graduates(31, 75)]
        + [several.delivered(who) for who in graduates(76, 120)]
    )
    await few_at_once(one.until(one.stands, STAND_SECONDS_MAX) for one in opened)
    await stack.stop("registers")
    opened += await few_at_once(several.verified(who) for who in verifying)
    return opened


async def end(applications: Collection[Open]) -> None:
    """Do what people do, and wait until each is over."""
    await few_at_once(one.end() for one in applications)
    await few_at_once(one.until(one.over, END_SECONDS_MAX) for one in applications)


async def few_at_once(acts: Iterable[Awaitable[Any]]) -> list[Any]:
    """Do all of it, a few at a time, as so many people would."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(act: Awaitable[Any]) -> Any:
        async with free:
            return await act

    return await asyncio.gather(*map(one, acts))


def graduates(first: int, last: int) -> list[str]:
    """The codes of personas."""
    return [f"graduate-{number:04}" for number in range(first, last + 1)]


class Several:
    """What graduates apply for: each is one of many."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    async def supplemented(self, who: str) -> Open:
        """Asked for a licence that no register knows; brings it, and a person decides."""
        citizen = await Citizen.enter(self._scene, who)
        filed = await citizen.file(DRIVER, {"phone": citizen.who.phone or "15479000001"})

        async def brought() -> None:
            await citizen.supplement(filed.application.id, ["driving-licence"])
            await granted(self._scene, "officer-transport", filed.application.id)

        asked = state_is(state.APPLICATION_STATE_SUPPLEMENT_REQUESTED)
        return Open("supplemented", citizen, filed.application.id, asked, brought)

    async def reviewed(self, who: str) -> Open:
        """Said another degree than the register holds: a person decides."""
        citizen = await Citizen.enter(self._scene, who)
        filed = await citizen.file(DEGREE, {"degree": "master", "destination_address": ADDRESS})

        async def decided() -> None:
            await granted(self._scene, "officer-human-resources-2", filed.application.id)

        in_review = state_is(state.APPLICATION_STATE_ACCEPTED, state.APPLICATION_STATE_IN_REVIEW)
        return Open("reviewed", citizen, filed.application.id, in_review, decided)

    async def delivered(self, who: str) -> Open:
        """Granted at once, and brought to the door."""
        citizen = await Citizen.enter(self._scene, who)
        filed = await self._degree(citizen, BY_COURIER)

        async def brought() -> None:
            await (await Courier.enter(self._scene, "courier")).deliver(filed.application.id)

        on_its_way = state_is(state.APPLICATION_STATE_DELIVERING)
        return Open("delivered", citizen, filed.application.id, on_its_way, brought)

    async def instant(self, who: str) -> Open:
        """Granted and in hand at once; nobody has to do anything."""
        citizen = await Citizen.enter(self._scene, who)
        filed = await self._degree(citizen)
        return Open("instant", citizen, filed.application.id, state_is(*FINAL_STATES), nothing)

    async def counter(self) -> Open:
        """Filed at a counter for somebody without an account, which is the one visit; a person decides."""
        clerk, senior = await Clerk.enter(self._scene, "clerk"), await Citizen.enter(self._scene, "senior", "applicant")
        answers = {"bank_account": "6222020000001234567", "bank_name": "示范市农村商业银行"}
        filed = (await clerk.file_for(senior.who, "senior-allowance", answers, "15479000009")).application.id
        one = Open("counter", senior, filed, state_is(state.APPLICATION_STATE_ACCEPTED), nothing)

        async def brought() -> None:
            await granted(self._scene, "officer-civil-affairs", filed)
            await one.until(state_is(state.APPLICATION_STATE_DELIVERING), STAND_SECONDS_MAX)
            await (await Courier.enter(self._scene, "courier")).deliver(filed)

        in_review = state_is(state.APPLICATION_STATE_ACCEPTED, state.APPLICATION_STATE_IN_REVIEW)
        return Open("counter", senior, filed, in_review, brought)

    async def verified(self, who: str) -> Open:
        """Waits for registers, and for nothing else."""
        citizen = await Citizen.enter(self._scene, who)
        filed = await self._degree(citizen)
        return Open("verified", citizen, filed.application.id, lambda _: True, nothing)

    async def _degree(
        self, citizen: Citizen, delivery: catalog_pb2.DeliveryMethod = catalog_pb2.DELIVERY_METHOD_UNSPECIFIED
    ) -> intake.SubmitApplicationResponse:
        return await citizen.file(DEGREE, {**citizen.who.claims, "destination_address": ADDRESS}, delivery=delivery)


class Restaurant:
    """What one restaurant applies for: each is the only one of its stage."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._premises = {"premises_number": premises_number("restaurant")}

    async def signed(self) -> Open:
        """Granted on a commitment: over for its owner, and still to be checked."""
        answers = {**self._premises, "shop_name": "渔港小馆"}
        owner, filed = await self._file("signboard-permit", answers, ["signboard-design"], committed=["owner-consent"])
        await accepted(self._scene, "officer-urban-management", filed)
        await granted(self._scene, "officer-urban-management", filed)

        async def checked() -> None:
            checker = await Officer.enter(self._scene, "officer-urban-management-2")
            task = await checker.take(await checker.task(filed, review.TASK_KIND_COMMITMENT_CHECK))
            await checker.decide(task, review.TASK_OUTCOME_COMMITMENT_KEPT, "已向房屋所有人核实。")

        over = state_is(state.APPLICATION_STATE_COMPLETED)
        return Open("signed", owner, filed, over, checked, happened("COMMITMENT_KEPT"))

    async def late(self) -> Open:
        """Its grant waits for what was promised for later."""
        answers = {**self._premises, "fire_safety_statement": "true"}
        plan = ["fire-emergency-plan"]
        owner, filed = await self._file("restaurant-fire-check", answers, ["kitchen-layout"], late=plan)
        await accepted(self._scene, "officer-fire-rescue", filed)
        await granted(self._scene, "officer-fire-rescue", filed)

        async def brought() -> None:
            await owner.supplement(filed, plan)
            await granted(self._scene, "officer-fire-rescue", filed)

        return Open("late", owner, filed, happened("CASE_WITHHELD"), brought)

    async def asked(self) -> Open:
        """Asked for a plan before acceptance by the window."""
        owner, filed = await self._file("drainage-permit", {**self._premises, "drainage_statement": "true"}, [])

        async def brought() -> None:
            await owner.supplement(filed, ["drainage-plan"])
            await accepted(self._scene, "officer-water-affairs", filed)
            await granted(self._scene, "officer-water-affairs", filed)

        return Open("asked", owner, filed, state_is(state.APPLICATION_STATE_SUPPLEMENT_REQUESTED), brought)

    async def windowed(self) -> Open:
        """Waits for the window, and is withdrawn."""
        answers = {**self._premises, "shop_name": "渔港小馆", "phone": "15479000001", "business_scope": "hot-food"}
        owner, filed = await self._file("food-business-licence", answers, ["kitchen-layout", "food-safety-rules"])
        window = await Officer.enter(self._scene, "officer-market-regulation")
        await window.task(filed, review.TASK_KIND_ACCEPTANCE)

        async def withdrawn() -> None:
            request = intake.WithdrawApplicationRequest(request_id=new_key())
            await owner.caller.post(f"/v1/applications/{filed}:withdraw", request, intake.WithdrawApplicationResponse)

        return Open("windowed", owner, filed, lambda _: True, withdrawn)

    async def _file(
        self,
        item: str,
        answers: dict[str, str],
        papers: list[str],
        late: Sequence[str] = (),
        committed: Sequence[str] = (),
    ) -> tuple[Citizen, str]:
        owner = await Citizen.enter(self._scene, "restaurateur", "applicant")
        company = credit_code("restaurant")
        filed = await owner.file(item, answers, papers, credit_code=company, late=late, committed=committed)
        return owner, filed.application.id


async def granted(scene: Scene, officer_code: str, application_id: str) -> None:
    """The department's officer takes the review and grants."""
    officer = await Officer.enter(scene, officer_code, "officer")
    task = await officer.take(await officer.task(application_id, review.TASK_KIND_REVIEW))
    await officer.decide(task, review.TASK_OUTCOME_APPROVE, GRANTED)


async def accepted(scene: Scene, officer_code: str, application_id: str) -> None:
    """The department's window accepts."""
    officer = await Officer.enter(scene, officer_code, "officer")
    task = await officer.take(await officer.task(application_id, review.TASK_KIND_ACCEPTANCE))
    await officer.decide(task, review.TASK_OUTCOME_ACCEPT, "申请材料齐全,予以受理。")


async def nothing() -> None:
    """Nobody has to do anything."""
