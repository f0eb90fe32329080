"""Who may do what in Kafka, made from the table of topics: `python -m deploy.k8s.access` writes Strimzi's KafkaUsers.

Whatever is not named is refused. Read and Write include Describe (Kafka's own rule): it is not named beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.topics.names import APPROVAL, INTAKE, NOTIFICATION, PROCESS, VERIFICATION
from contracts.topics.table import TOPICS, all_topic_names, topics_of, written_by

USERS = Path(__file__).with_name("components") / "strimzi" / "users.yaml"
PARTS = (INTAKE, VERIFICATION, APPROVAL, NOTIFICATION, PROCESS)
# Makes topics; looks at them and reads them; asks how far behind consumers are.
SETUP, CHECKS, SCALER = "setup", "checks", "keda"
PRINCIPALS = (*PARTS, SETUP, CHECKS, SCALER)
_HEAD = """# Who may do what in Kafka, made from contracts/topics by `python -m deploy.k8s.access`.
"""


@dataclass(frozen=True)
class Right:
    """Operations on one topic or consumer group, by their names in Kafka."""

    resource: str
    name: str
    operations: tuple[str, ...]


def rights_of(principal: str) -> Iterator[Right]:
    """What a principal may do. Raises KeyError for an unknown one."""
    if principal in PARTS:
        yield from (Right("topic", name, ("Read",)) for name in topics_of(principal))
        yield from (Right("topic", name, ("Write",)) for name in written_by(principal))
        yield Right("group", principal, ("Read",))
        return
    operations = {SETUP: ("Create", "Describe", "Alter"), CHECKS: ("Describe",), SCALER: ("Describe",)}[principal]
    ours = [topic.name for topic in TOPICS]
    # What was said is read again by reconcile, in no group (decision 0067).
    read = set(ours) if principal == CHECKS else set()
    names = ours if principal == SCALER else all_topic_names()
    yield from (Right("topic", name, ("Read",) if name in read else operations) for name in names)
    if principal == SCALER:
        yield from (Right("group", part, ("Describe",)) for part in PARTS)


def manifests() -> str:
    """The file of the KafkaUsers."""
    return _HEAD + "---\n".join(_user(principal) for principal in PRINCIPALS)


def _user(principal: str) -> str:
    lines = [
        "apiVersion: kafka.strimzi.io/v1",
        "kind: KafkaUser",
        f"metadata: {{name: {principal}, labels: {{strimzi.io/cluster: onetrip}}}}",
        "spec:",
        "  authentication: {type: tls}",
        "  authorization:",
        "    type: simple",
        "    acls:",
    ]
    for right in rights_of(principal):
        resource = f"{{type: {right.resource}, name: {right.name}, patternType: literal}}"
        lines.append(f"      - {{resource: {resource}, operations: [{', '.join(right.operations)}]}}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    USERS.write_text(manifests())
    print(f"written to {USERS}")
