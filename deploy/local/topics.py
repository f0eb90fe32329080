"""Makes the Kafka topics of `contracts/topics.py`."""

from typing import TYPE_CHECKING

from deploy.local.errors import StackError
from runtime.certificates import Brokers

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

DEAD_LETTERS_SUFFIX = ".dlq"
# aiokafka answers with Kafka's numeric codes; this one means "there already".
TOPIC_ALREADY_EXISTS = 36


async def create_topics(brokers: Brokers | str, partitions: int, copies: int = 1) -> int:
    """Make each topic that is missing, with `partitions` (dead letters with one) in so many `copies`; returns how many
    were made.

    A topic with fewer partitions than asked for gets more; one with more keeps them (Kafka cannot take any away).
    """
    # Only this job needs them, and the engines start while they are loaded.
    from aiokafka.admin import AIOKafkaAdminClient, NewPartitions  # noqa: PLC0415

    from contracts.topics.table import all_topic_names  # noqa: PLC0415

    wanted = {name: 1 if name.endswith(DEAD_LETTERS_SUFFIX) else partitions for name in all_topic_names()}
    admin = AIOKafkaAdminClient(**Brokers.of(brokers).options())
    await admin.start()
    try:
        existing = {topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics()}
        missing = {name: count for name, count in wanted.items() if name not in existing}
        if missing:
            await _create(admin, missing, copies)
        grown = {name: NewPartitions(count) for name, count in wanted.items() if 0 < existing.get(name, 0) < count}
        if grown:
            await admin.create_partitions(grown)
        return len(missing)
    finally:
        await admin.close()


async def _create(admin: "AIOKafkaAdminClient", missing: dict[str, int], copies: int) -> None:
    from aiokafka.admin import NewTopic  # noqa: PLC0415 - as above

    answer = await admin.create_topics([NewTopic(name, count, copies) for name, count in missing.items()])
    errors = answer.to_object()["topic_errors"]
    failed = [error["topic"] for error in errors if error["error_code"] not in {0, TOPIC_ALREADY_EXISTS}]
    if failed:
        raise StackError(f"Kafka did not make the topics {', '.join(failed)}")
