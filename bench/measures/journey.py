"""Submitted to decided for one instant application, beside the sum of its bare parts."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from bench.bare.child import Child
from bench.bare.hop import BareHop
from bench.figures import Sample
from bench.filing import completed
from bench.graduates import Applicant
from bench.ground import BARE_LOOK_UP, BARE_SUBMIT, Desk, Ground, Size
from bench.measures.hop import CONTENT
from bench.results import Cost, Part, Result
from bench.rows import rows_written
from onetrip.approval.v1 import commands_pb2 as approval_commands
from onetrip.approval.v1 import events_pb2 as approval
from onetrip.intake.v1 import application_service_pb2 as service_pb2
from onetrip.intake.v1 import events_pb2 as intake
from onetrip.process.v1 import events_pb2 as process
from onetrip.verification.v1 import messages_pb2 as verification
from runtime.messages import type_of

MILLISECONDS = 1000
GOAL = 1.5
TOPIC = "bench.journey.v1"
WARM_UPS = 10
COUNTED = 3
# The registers that graduate-residence asks: population, education, criminal record.
LOOK_UPS = 3
# The messages on the way from the submission to the decision, each a hop to the part that acts on it.
WAY = (
    intake.ApplicationSubmitted,
    verification.VerifyApplication,
    verification.VerificationCompleted,
    approval_commands.ReviewCase,
    approval.CaseDecided,
    process.ApplicationDecided,
)
# What each bare part is, and how often it happens on that way.
SUBMIT, HOP, START, STEP, LOOK_UP = "submit", "hop", "start", "step", "look_up"
PARTS = {
    SUBMIT: ("a gRPC call that checks a token and commits as many rows", 1),
    HOP: ("produce (acks=all), consume, commit one row: one for each message on the way", len(WAY)),
    START: ("start a Temporal workflow", 1),
    STEP: ("signal a workflow, whose local activity commits one row: after VerificationCompleted and CaseDecided", 2),
    LOOK_UP: ("a gRPC call that reads three rows: what the registers are asked", 1),
}
BIGGEST = 3
NOTE = (
    "One application at a time, from before the call until ApplicationDecided is heard on Kafka; each is followed by"
    " one of every bare part. The reference is the sum of the parts' medians, its spread that of their quartiles."
)


@dataclass
class Taken:
    """What was measured, in seconds: the whole, each leg from message to message, each bare part."""

    whole: list[float] = field(default_factory=list)
    legs: dict[str, list[float]] = field(default_factory=dict)
    parts: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class References:
    """Everything bare that stands ready."""

    desk: Desk
    look_up: Any
    hop: BareHop
    temporal: Child

    async def each(self, applicant: Applicant) -> dict[str, float]:
        """Measure every part once."""
        submit = (await self.desk.submit(applicant))[2]
        at = time.perf_counter()
        await self.look_up(service_pb2.GetApplicationRequest(id=str(LOOK_UPS)))
        look_up = time.perf_counter() - at
        hop = await self.hop.once(CONTENT)
        answer = await self.temporal.ask({"count": 1, "in_flight": 1, "steps": 2})
        # The first signal finds the worker still busy with the start; the second is as one that comes later.
        return {SUBMIT: submit, LOOK_UP: look_up, HOP: hop, START: answer["starts"][0], STEP: answer["signals"][1]}


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the p50 of the whole, with every bare part and its time."""
    await ground.graduates_for(2 * (size.journeys + WARM_UPS) + COUNTED)
    taken = Taken()
    async with _references(ground) as references:
        for each in range(size.journeys + WARM_UPS):
            legs = await _journey(ground)
            parts = await references.each(*ground.registered(1))
            if each >= WARM_UPS:
                taken.whole.append(sum(legs.values()))
                _append(taken.legs, legs)
                _append(taken.parts, parts)
    return [_result(taken)]


async def _journey(ground: Ground) -> dict[str, float]:
    """Return the seconds of each leg of one application's way."""
    (applicant,) = ground.registered(1)
    application_id, previous, _ = await ground.desk.submit(applicant)
    await completed(ground, application_id)
    await ground.observer.until_quiet()
    heard = ground.observer.heard(application_id)
    legs: dict[str, float] = {}
    for message in WAY:
        at = heard[type_of(message)]
        legs[f"until {message.DESCRIPTOR.name}"] = at - previous
        previous = at
    return legs


@asynccontextmanager
async def _references(ground: Ground) -> AsyncIterator[References]:
    url = ground.stack.database_url("postgres")
    bare = await ground.bare_server(await rows_written(url, ground.desk, ground.registered(COUNTED)))
    address = f"127.0.0.1:{bare.ready['port']}"
    await _topic(ground)
    async with (
        aio.insecure_channel(address) as channel,
        BareHop(ground.stack.address("kafka"), TOPIC, ground.bench_url) as hop,
    ):
        look_up: Any = channel.unary_unary(
            BARE_LOOK_UP,
            request_serializer=service_pb2.GetApplicationRequest.SerializeToString,
            response_deserializer=service_pb2.GetApplicationResponse.FromString,
        )
        desk = await ground.desk_at(address, BARE_SUBMIT)
        yield References(desk, look_up, hop, await ground.bare_temporal(commits=True))


async def _topic(ground: Ground) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=ground.stack.address("kafka"))
    await admin.start()
    try:
        await admin.create_topics([NewTopic(TOPIC, 1, 1)])
    finally:
        await admin.close()


def _result(taken: Taken) -> Result:
    whole = Sample.of(each * MILLISECONDS for each in taken.whole)
    samples = {name: Sample.of(each * MILLISECONDS for each in values) for name, values in taken.parts.items()}
    legs = {name: Sample.of(each * MILLISECONDS for each in values).p50 for name, values in taken.legs.items()}
    parts = [Part(what, samples[name].p50, times) for name, (what, times) in PARTS.items()]
    quartiles = [sum(samples[name].spread[side] * times for name, (_, times) in PARTS.items()) for side in (0, 1)]
    result = Result(
        "submitted to decided, p50",
        "ms",
        whole.p50,
        whole.spread,
        len(whole.values),
        NOTE,
        sum(part.value * part.times for part in parts),
        (quartiles[0], quartiles[1]),
        GOAL,
        parts=parts,
        beside={f"{name} (ms)": each for name, each in legs.items()},
    )
    biggest = sorted(legs.items(), key=lambda item: -item[1])[:BIGGEST]
    costs = [Cost(name, each / sum(legs.values())) for name, each in biggest]
    return result if result.met else result.with_costs(costs)


def _append(lists: dict[str, list[float]], values: dict[str, float]) -> None:
    for name, value in values.items():
        lists.setdefault(name, []).append(value)
