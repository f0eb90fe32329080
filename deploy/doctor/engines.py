"""Kafka, Temporal, the gateway, the issuer's keys and the disks."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path

import httpx
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError

from contracts.topics.table import all_topic_names
from deploy.doctor import workers
from deploy.doctor.findings import Finding, broken, warning, well
from deploy.local.engines.temporal import SEARCH_ATTRIBUTES
from deploy.local.topics import DEAD_LETTERS_SUFFIX
from runtime.certificates import Brokers, Certificates
from workflows.engine.temporal_client import tls

ANSWER_SECONDS_MAX = 5.0
FREE_SHARE_WARNING, FREE_SHARE_MIN = 0.15, 0.05


async def kafka(brokers: Brokers, partitions: int) -> list[Finding]:
    """Every topic is there with its partitions."""
    admin = AIOKafkaAdminClient(**brokers.options(), request_timeout_ms=int(ANSWER_SECONDS_MAX * 1000))
    try:
        async with asyncio.timeout(2 * ANSWER_SECONDS_MAX):
            await admin.start()
            there = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics()}
    except (KafkaError, OSError, TimeoutError) as error:
        return [broken("kafka", f"does not answer ({type(error).__name__})", "start Kafka; outboxes wait")]
    finally:
        await admin.close()
    return [well("kafka", f"answers, {len(there)} topics"), _topics(there, partitions)]


def _topics(there: dict[str, int], partitions: int) -> Finding:
    remedy = "make them: the Job topics, or `onetrip up`"
    if missing := sorted(name for name in all_topic_names() if name not in there):
        return broken("topics", f"missing: {', '.join(missing)}", remedy)
    ours = (name for name in all_topic_names() if not name.endswith(DEAD_LETTERS_SUFFIX))
    if small := sorted(name for name in ours if there[name] < partitions):
        return warning("topics", f"fewer than {partitions} partitions: {', '.join(small)}", remedy)
    return well("topics", f"all with {partitions} partitions")


async def temporal(address: str, namespace: str, certificates: Certificates | None = None) -> list[Finding]:
    """The namespace answers, has our search attributes, and somebody works in it."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            client = await Client.connect(address, namespace=namespace, tls=tls(certificates))
            listed = await client.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace=namespace)
            )
            working = await workers.look(client)
    except (RPCError, RuntimeError, OSError, TimeoutError) as error:
        return [
            broken(
                "temporal",
                f"does not answer ({type(error).__name__})",
                "start Temporal; nothing is lost",
            )
        ]
    there = {name: _type_name(kind) for name, kind in listed.custom_attributes.items()}
    missing = sorted(name for name, kind in SEARCH_ATTRIBUTES.items() if there.get(name) != kind)
    if missing:
        remedy = "register them: the Job temporal, or `onetrip up`"
        registered = broken("search attributes", f"missing: {', '.join(missing)}", remedy)
    else:
        registered = well("search attributes", f"all {len(SEARCH_ATTRIBUTES)}")
    return [well("temporal", "answers"), registered, working]


def _type_name(kind: IndexedValueType.ValueType) -> str:
    words = IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").split("_")
    return "".join(word.capitalize() for word in words)


async def gateway(url: str) -> Finding:
    """The gateway answers a call that needs no token, with what intake says."""
    try:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS_MAX) as client:
            answer = await client.get(f"{url}/v1/items")
    except httpx.HTTPError as error:
        return broken("gateway", f"does not answer ({type(error).__name__})", "start the gateway; look at its log")
    if answer.status_code != httpx.codes.OK:
        return broken("gateway", f"answers {answer.status_code}", "look at intake: its readiness, its database")
    return well("gateway", f"answers, {len(answer.json().get('items', []))} items can be applied for")


async def issuer(jwks_url: str) -> Finding:
    """The keys that tokens are checked with are published."""
    try:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS_MAX) as client:
            keys = (await client.get(jwks_url)).raise_for_status().json()["keys"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        return broken("keys of tokens", f"cannot be read ({type(error).__name__})", "start the issuer")
    if not keys:
        return broken("keys of tokens", "none is published", "start the issuer")
    return well("keys of tokens", f"{len(keys)} published")


def disks(folders: Sequence[Path]) -> list[Finding]:
    """There is room where this machine's engines and processes write: each disk once, under the first folder on it."""
    found = []
    by_disk = {folder.stat().st_dev: folder for folder in reversed(folders) if folder.exists()}
    for folder in reversed(by_disk.values()):
        usage = shutil.disk_usage(folder)
        share = usage.free / usage.total
        detail = f"{share:.0%} free ({usage.free / 2**30:.1f} GiB)"
        remedy = "make room: engines refuse to write before the disk is full, and go on by themselves after"
        if share < FREE_SHARE_MIN:
            found.append(broken(f"disk {folder}", detail, remedy))
        elif share < FREE_SHARE_WARNING:
            found.append(warning(f"disk {folder}", detail, remedy))
        else:
            found.append(well(f"disk {folder}", detail))
    return found
