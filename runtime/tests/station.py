"""A small service for the fault tests: handles ``topic`` into the table ``effect``, says ``done`` on ``<topic>.done``.

Run as a process of its own with its configuration as JSON, so that it can be killed where a probe says: at the
``visit``-th time it comes to ``point``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from google.protobuf.wrappers_pb2 import BytesValue, StringValue

from runtime import logs
from runtime.consumer import Consumer, Handlers
from runtime.database import connect
from runtime.errors import RuleViolation
from runtime.messages import Envelope, Outbound
from runtime.outbox import Relay, enqueue
from runtime.probe import POINTS, Probe, no_probe
from runtime.process import Lifecycle, run
from runtime.producer import AiokafkaProducer


@dataclass(frozen=True)
class Order:
    """What the station is told. Messages with a text of ``poison`` fail until their key is in ``healed``."""

    database_url: str
    bootstrap: str
    group: str
    topic: str
    point: str = ""
    visit: int = 1

    def command(self) -> list[str]:
        return [sys.executable, "-m", "runtime.tests.station", json.dumps(asdict(self))]


def killing_probe(point: str, visit: int) -> Probe:
    """Return a probe that ends the process with SIGKILL at the ``visit``-th time at ``point``."""
    if not point:
        return no_probe
    if point not in POINTS:
        raise ValueError(point)
    visits = 0

    def probe(reached: str) -> None:
        nonlocal visits
        if reached == point:
            visits += 1
            if visits == visit:
                os.kill(os.getpid(), signal.SIGKILL)

    return probe


def handlers(done_topic: str) -> Handlers:
    """StringValue is an event, BytesValue a command; both have an effect and are answered on ``done_topic``."""

    async def on_message(connection: Any, envelope: Envelope, message: Any) -> None:
        text = message.value if isinstance(message.value, str) else message.value.decode()
        healed = "SELECT FROM healed WHERE key = $1"
        if text == "poison" and await connection.fetchrow(healed, envelope.subject) is None:
            raise RuleViolation("this message is poison")
        await connection.execute(
            "INSERT INTO effect (id, key, text) VALUES ($1, $2, $3)", envelope.id, envelope.subject, text
        )
        answer = Outbound(done_topic, envelope.subject, f"done:{envelope.id}", StringValue(value=text), envelope.id)
        await enqueue(connection, "station", datetime.now(UTC), [answer])

    return Handlers({StringValue: on_message, BytesValue: on_message}, commands=frozenset({BytesValue}))


async def compose(lifecycle: Lifecycle) -> None:
    """Start the station."""
    order = Order(**json.loads(sys.argv[1]))
    logs.configure("station")
    probe = killing_probe(order.point, order.visit)
    pool = await connect(order.database_url)
    lifecycle.on_stop(pool.close)
    producer = AiokafkaProducer(order.bootstrap)
    await lifecycle.add(producer)
    relay = Relay(pool, producer, probe=probe)
    await lifecycle.add(relay)
    consumer = Consumer(
        pool,
        bootstrap=order.bootstrap,
        group=order.group,
        topics=[order.topic],
        handlers=handlers(f"{order.topic}.done"),
        relay=relay,
        probe=probe,
    )
    await lifecycle.add(consumer)


if __name__ == "__main__":
    run(compose)
