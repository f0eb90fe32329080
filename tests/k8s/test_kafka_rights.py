"""The access lists of production on a real Kafka: who comes by certificate may do what the table says, and no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from aiokafka.protocol.admin import CreateAclsRequest

from contracts.topics.table import all_topic_names, topics_of, written_by
from deploy.doctor.engines import kafka as examine
from deploy.doctor.findings import State, worst
from deploy.k8s import access
from deploy.local.certificates import Authority
from deploy.local.engines.kafka import Kafka
from deploy.local.ports import Ports
from deploy.local.supervisor import Supervisor
from deploy.local.topics import create_topics
from deploy.setup import waiting
from deploy.setup.settings import WaitSettings
from runtime.certificates import Brokers, Certificates
from runtime.progress import KafkaOffsets

pytestmark = pytest.mark.engines
HOST = "localhost"
# Kafka's own numbers (the protocol's AclOperation, ResourceType; literal names; allow).
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Alter": 7, "Describe": 8}
RESOURCES = {"topic": 2, "group": 3}
LITERAL, ALLOW = 3, 3
PARTITIONS = 2


class Broker:
    """One that knows its callers by certificate, as Strimzi's does; in the clear only its superuser, the test."""

    def __init__(self, folder: Path) -> None:
        ports, self._authority, self._folder = Ports.free(), Authority(), folder
        self._port = ports.of("gateway")
        issued = self._authority.issue("broker", HOST)
        (folder / "broker.pem").write_text(issued.key + issued.certificate)
        (folder / "authority.pem").write_text(issued.authority)
        plain, controller = ports.of("kafka"), ports.of("kafka_controller")
        self.kafka = Kafka(folder / "kafka", plain, controller, more=self._settings(plain, controller))
        self.supervisor = Supervisor([self.kafka.process()], folder)

    def _settings(self, plain: int, controller: int) -> dict[str, str]:
        listeners = f"PLAINTEXT://127.0.0.1:{plain},SSL://127.0.0.1:{self._port}"
        return {
            "listeners": f"{listeners},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": listeners.replace("SSL://127.0.0.1", f"SSL://{HOST}"),
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._folder / "broker.pem"),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self._folder / "authority.pem"),
            "ssl.client.auth": "required",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }

    def seen_by(self, principal: str) -> Brokers:
        """The broker as a principal comes to it."""
        return Brokers(self._address, Certificates(self._authority.issue(principal).write(self._folder / principal)))

    def seen_by_strangers(self) -> list[Brokers]:
        """As somebody comes to it with another authority's certificate, and with none. They believe the broker."""
        folder = Authority().issue("intake").write(self._folder / "stranger")
        (folder / "ca.crt").write_text(self._authority.certificate)
        return [Brokers(self._address, Certificates(folder)), Brokers(self._address)]

    @property
    def _address(self) -> str:
        return f"{HOST}:{self._port}"

    async def give_rights(self) -> None:
        """What Strimzi does with the KafkaUsers."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka.bootstrap)
        await admin.start()
        for principal in access.PRINCIPALS:
            for right in access.rights_of(principal):
                for operation in right.operations:
                    place = (RESOURCES[right.resource], right.name, LITERAL)
                    whom = (f"User:CN={principal}", "*", OPERATIONS[operation], ALLOW)
                    await admin._send_to_controller(CreateAclsRequest(*place, *whom))
        await admin.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Broker]:
    """With its rights, and with the topics that the principal `setup` made."""
    found = Broker(tmp_path_factory.mktemp("kafka-rights"))
    await found.supervisor.start()
    try:
        await found.give_rights()
        made = await create_topics(found.seen_by(access.SETUP), PARTITIONS)
        assert made == len(all_topic_names())
        yield found
    finally:
        await found.supervisor.stop()


async def written(brokers: Brokers, topic: str) -> None:
    producer = AIOKafkaProducer(**brokers.options(), enable_idempotence=True, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(topic, b"hello", b"key")
    finally:
        await producer.stop()


async def read(brokers: Brokers, topic: str, group: str) -> bytes:
    consumer = AIOKafkaConsumer(topic, **brokers.options(), group_id=group, auto_offset_reset="earliest")
    await consumer.start()
    try:
        return (await consumer.getone()).value
    finally:
        await consumer.stop()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("part", access.PARTS)
async def test_a_part_writes_where_it_speaks_and_nowhere_else(broker: Broker, part: str) -> None:
    brokers, own = broker.seen_by(part), set(written_by(part))
    for topic in own:
        await written(brokers, topic)
    other = min(set(all_topic_names()) - own)
    with pytest.raises(TopicAuthorizationFailedError):
        await written(brokers, other)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_part_reads_what_it_listens_to_in_its_own_group_and_nothing_else(broker: Broker) -> None:
    await written(broker.seen_by("process"), "process.events.v1")
    await written(broker.seen_by("intake"), "intake.events.v1")
    assert await read(broker.seen_by("intake"), "process.events.v1", "intake") == b"hello"
    with pytest.raises(TopicAuthorizationFailedError):
        await read(broker.seen_by("intake"), "intake.events.v1", "intake")
    with pytest.raises(GroupAuthorizationFailedError):
        await read(broker.seen_by("intake"), "process.events.v1", "notification")


@pytest.mark.asyncio(loop_scope="module")
async def test_what_only_looks_sees_that_all_is_there_and_reads_nothing(broker: Broker) -> None:
    assert worst(await examine(broker.seen_by(access.CHECKS), PARTITIONS)) is State.WELL
    with pytest.raises(GroupAuthorizationFailedError):
        await read(broker.seen_by(access.SCALER), "process.events.v1", "intake")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("part", access.PARTS)
async def test_a_part_finds_its_topics_and_how_far_it_is(broker: Broker, part: str) -> None:
    brokers = broker.seen_by(part)
    settings = WaitSettings(kafka_bootstrap=brokers.bootstrap, kafka_certificates=brokers.certificates)
    assert await waiting.CHECKS[f"topics-{part}"](settings) == ""
    offsets = KafkaOffsets(brokers, part, topics_of(part))
    await offsets.start()
    try:
        ends, _ = await offsets.look()
    finally:
        await offsets.stop()
    assert {partition.topic for partition in ends} == set(topics_of(part))


@pytest.mark.asyncio(loop_scope="module")
async def test_whoever_has_no_certificate_of_ours_does_not_come_in(broker: Broker) -> None:
    for brokers in broker.seen_by_strangers():
        admin = AIOKafkaAdminClient(**brokers.options(), request_timeout_ms=3000)
        with pytest.raises(KafkaError):
            await admin.start()
        await admin.close()
