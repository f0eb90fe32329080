"""All topics, and what is asked of their table."""

from collections.abc import Mapping

from contracts.topics import approval, intake, notification, process, verification
from contracts.topics.names import Topic

TOPICS: tuple[Topic, ...] = (
    intake.EVENTS,
    verification.EVENTS,
    approval.EVENTS,
    process.EVENTS,
    notification.EVENTS,
    verification.COMMANDS,
    intake.COMMANDS,
    approval.COMMANDS,
)

TOPIC_BY_NAME: Mapping[str, Topic] = {topic.name: topic for topic in TOPICS}


def dead_letters(topic: str, group: str) -> str:
    """Name of the topic that keeps what `group` could not handle of `topic`."""
    return f"{topic}.{group}.dlq"


def topics_of(group: str) -> list[str]:
    """Names of the topics that a consumer group reads."""
    return [topic.name for topic in TOPICS if group in topic.consumers]


def written_by(part: str) -> list[str]:
    """Names of the topics that a part publishes on: its own, commands to others, what it could not handle."""
    letters = [dead_letters(topic, part) for topic in topics_of(part)]
    return [topic.name for topic in TOPICS if part in topic.owners] + letters


def all_topic_names() -> list[str]:
    """Every topic to create: the table's, and the dead letters of each consumer."""
    names = [topic.name for topic in TOPICS]
    return names + [dead_letters(topic.name, group) for topic in TOPICS for group in topic.consumers]
