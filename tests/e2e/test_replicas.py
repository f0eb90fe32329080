"""Two replicas of each service: the same promises, and each replica does its share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.group import MemberAssignment

from cli.client import Gateway
from cli.demo.crash import crash_in
from cli.demo.place import Place
from cli.journeys.instant import apply, seen_through
from cli.journeys.people import Citizen
from cli.journeys.scene import Scene
from cli.journeys.story import Record
from contracts.topics.table import topics_of
from deploy.local.stack import Stack
from tests.e2e.conftest import played
from tests.e2e.ledger import accounts

REPLICATED = ("registers", "intake", "verification", "approval", "notification", "workflows")
CONSUMERS = ("intake", "verification", "approval", "notification", "process")
PARTITIONS = 4
GRADUATES = range(101, 125)
REBALANCED_SECONDS_MAX = 120.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pairs() -> AsyncIterator[Stack]:
    """A stack with two processes of everything that can have two."""
    async with Stack.temporary(replicas=dict.fromkeys(REPLICATED, 2), partitions=PARTITIONS) as running:
        yield running


@pytest.mark.timeout(600)
async def test_two_replicas_of_each_service_share_the_work_and_double_nothing(pairs: Stack) -> None:
    async with Gateway(pairs.gateway_url, pairs.identity_url) as gateway:
        await both_consume(pairs)
        place = Place(gateway, crash_in(pairs.state_dir))
        await asyncio.gather(played(place, "restaurant"), played(place, "counter"))
        records = await many(pairs, gateway)
    found = await accounts(pairs, [record.application.id for record in records])
    first, *others = found.values()
    assert first.written == first.published
    assert all(account == first for account in others), "an application has other rows or messages than its like"
    await both_answered(pairs)


async def many(pairs: Stack, gateway: Gateway) -> list[Record]:
    """Graduates, all at once."""

    async def nobody_dies(_: str) -> None:
        raise AssertionError("no part is killed here")

    async with Scene("instant", gateway, nobody_dies) as scene:
        graduates = [await Citizen.enter(scene, f"graduate-{number:04}") for number in GRADUATES]
        followings = await asyncio.gather(*(apply(graduate) for graduate in graduates))
        return await asyncio.gather(*map(seen_through, graduates, followings))


async def both_consume(pairs: Stack) -> None:
    """Each consumer group settles on two members, and between them they read every partition."""
    async with asyncio.timeout(REBALANCED_SECONDS_MAX):
        for group in CONSUMERS:
            expected = {(topic, number) for topic in topics_of(group) for number in range(PARTITIONS)}
            while not settled(await members(pairs, group), expected):  # noqa: ASYNC110 - Kafka tells nobody
                await asyncio.sleep(0.5)


def settled(shares: list[set[tuple[str, int]]], expected: set[tuple[str, int]]) -> bool:
    """Whether two members share all partitions, and both have some."""
    return len(shares) == 2 and all(shares) and set.union(*shares) == expected and not set.intersection(*shares)


async def members(pairs: Stack, group: str) -> list[set[tuple[str, int]]]:
    """What each member of a consumer group reads."""
    admin = AIOKafkaAdminClient(bootstrap_servers=pairs.address("kafka"))
    await admin.start()
    try:
        (response,) = await admin.describe_consumer_groups([group])
        (described,) = response.groups
        shares = []
        for *_, assignment in described[5]:
            decoded = MemberAssignment.decode(assignment) if assignment else None
            shares.append(
                {(topic, number) for topic, numbers in (decoded.assignment if decoded else ()) for number in numbers}
            )
        return shares
    finally:
        await admin.close()


async def both_answered(pairs: Stack) -> None:
    """The gateway sent calls to both replicas of each service that has RPCs for people."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://{pairs.address('gateway_admin')}/clusters", params={"format": "json"})
    for cluster in answer.json()["cluster_statuses"]:
        if cluster["name"] not in ("intake", "approval", "notification"):
            continue
        served = [
            int(next((stat.get("value", 0) for stat in host["stats"] if stat["name"] == "rq_total"), 0))
            for host in cluster["host_statuses"]
        ]
        assert len(served) == 2 and min(served) > 0, f"{cluster['name']} was served by {served}"
