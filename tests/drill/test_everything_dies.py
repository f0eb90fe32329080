"""Every process is killed in turn, engines included, while people keep applying: nothing is lost or doubled.

`make drill`. Bounded: 200 applications, one kill for each process, half an hour at most.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx
import pytest

from cli.client.gateway import Gateway
from cli.client.refusals import GatewayUnreachable
from cli.demo.crash import kill_part
from cli.personas import persona
from deploy.local.stack import Stack
from onetrip.intake.v1 import application_service_pb2 as intake
from onetrip.process.v1 import state_pb2 as process
from tests.e2e.ledger import Account, accounts

APPLICATIONS = 200
SERVICES = ("intake", "verification", "approval", "notification", "workflows", "registers", "identity", "gateway")
ENGINES = ("kafka", "temporal", "postgres")
# Between a kill and the next: enough for the one before to be felt, too little for a long rest.
PAUSE_SECONDS = 6.0
FILING_PAUSE_SECONDS = 0.4
END_SECONDS_MAX = 900
RETRY_SECONDS = 1.0
RETRIES_MAX = 120
ITEM = "graduate-residence"
AWAITED = ("process.events.v1", "onetrip.process.v1.RegisterAwaited")
ASKED_AGAIN = (
    ("process.events.v1", "onetrip.process.v1.VerificationStarted"),
    ("verification.commands.v1", "onetrip.verification.v1.VerifyApplication"),
    ("verification.events.v1", "onetrip.verification.v1.VerificationCompleted"),
)
AWAY = {429, 500, 502, 503, 504}


@dataclass
class Tally:
    """What callers met: how often each status, 0 for nobody there; the longest that one waited for an answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds_max: float = 0.0

    def count(self, response: httpx.Response | None, waited_seconds: float) -> None:
        """Count a try; `waited_seconds`: since the first for the same."""
        status = response.status_code if response is not None else 0
        self.statuses[status] += 1
        if status == 200:
            self.seconds_max = max(self.seconds_max, waited_seconds)


@pytest.mark.drill
@pytest.mark.timeout(1800)
async def test_whatever_is_killed_each_accepted_application_ends_once_as_it_should() -> None:
    async with Stack.temporary() as stack, Gateway(stack.gateway_url, stack.identity_url) as gateway:
        undisturbed = await file(gateway, "graduate-0200")
        await ended(gateway, "graduate-0200", undisturbed)
        killing = asyncio.create_task(kill_everything(stack))
        filed: dict[str, str] = {}
        for number in range(1, APPLICATIONS):
            who = f"graduate-{number:04}"
            filed[who] = await file(gateway, who)
            await asyncio.sleep(FILING_PAUSE_SECONDS)
        await killing
        async with asyncio.timeout(END_SECONDS_MAX):
            for who, application_id in filed.items():
                await ended(gateway, who, application_id)
        found = await settled(stack, [undisturbed, *filed.values()])
    reference = found.pop(undisturbed)
    found = {key: apart_from_waits(account, reference) for key, account in found.items()}
    assert reference.rows["decisions"] == reference.rows["certificates"] == 1
    different = {key: account for key, account in found.items() if account != reference}
    assert not different, f"{len(different)} of {len(found)} differ from one left in peace, such as {different}"


def apart_from_waits(account: Account, reference: Account) -> Account:
    """The account of one whose registers were dead when they were asked, without that they were asked again.

    That is what is promised then: it waits for the register, and nobody is asked for a proof.
    """
    waits = account.written[AWAITED]
    if not waits:
        return account
    rows = {**account.rows, "steps": account.rows["steps"] - 2 * waits, "timeline": reference.rows["timeline"]}
    again = Counter({AWAITED: waits, **dict.fromkeys(ASKED_AGAIN, waits)})
    return Account(rows, account.written - again, account.published - again)


async def kill_everything(stack: Stack) -> None:
    """Each service once, the supervisor starts it again; each engine once, started again by us."""
    victims = [*SERVICES, *ENGINES]
    random.Random(7).shuffle(victims)
    for victim in victims:
        await asyncio.sleep(PAUSE_SECONDS)
        if victim in ENGINES:
            await stack.kill(victim)
            await asyncio.sleep(2.0)
            await stack.start(victim)
        else:
            await asyncio.to_thread(kill_part, stack.state_dir, victim)


async def file(gateway: Gateway, who: str, tally: Tally | None = None) -> str:
    """File with one request_id until an answer comes, as a frontend does; return the application's id."""
    graduate = persona(who)
    body = intake.SubmitApplicationRequest(
        request_id=f"drill-{who}",
        item_code=ITEM,
        answers={**graduate.claims, "destination_address": "示范市南坪区和平里15号"},
    )
    content = {"requestId": body.request_id, "itemCode": body.item_code, "answers": dict(body.answers)}
    response = await patiently(gateway, who, "POST", "/v1/applications", tally, json=content)
    return response.json()["application"]["id"]


async def ended(gateway: Gateway, who: str, application_id: str) -> None:
    """Wait until the application is completed."""
    completed = process.ApplicationState.Name(process.APPLICATION_STATE_COMPLETED)
    while True:
        response = await patiently(gateway, who, "GET", f"/v1/applications/{application_id}")
        if response.json()["application"]["state"] == completed:
            return
        await asyncio.sleep(RETRY_SECONDS)


async def patiently(
    gateway: Gateway, who: str, method: str, path: str, tally: Tally | None = None, **options: object
) -> httpx.Response:
    """Repeat while the way there is down; any other refusal is a failure of the drill."""
    graduate, tally = persona(who), tally or Tally()
    began = time.monotonic()
    for _ in range(RETRIES_MAX):
        try:
            caller = await gateway.caller(graduate.resident_id, ("applicant",))
            response = await caller.request(method, path, **options)
        except (httpx.TransportError, GatewayUnreachable):
            response = None
        tally.count(response, time.monotonic() - began)
        if response is not None and response.status_code not in AWAY:
            assert response.status_code == 200, response.text
            return response
        await asyncio.sleep(RETRY_SECONDS)
    raise AssertionError(f"{method} {path} found nobody for {RETRIES_MAX} tries")


async def settled(stack: Stack, application_ids: list[str]) -> dict[str, Account]:
    """The accounts, once the last notices are out and every message is sent."""
    for _ in range(30):
        try:
            found = dict(await accounts(stack, application_ids))
        except AssertionError:
            found = {}
        if found and len({account.rows["notices"] for account in found.values()}) == 1:
            return found
        await asyncio.sleep(2.0)
    return dict(await accounts(stack, application_ids))
