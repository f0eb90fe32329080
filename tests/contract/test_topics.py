"""Every message has a topic, every topic an owner and a consumer, and every consumer handles what the table says."""

from types import SimpleNamespace
from typing import Any

import pytest

from contracts.topics.names import APPROVAL, INTAKE, NOTIFICATION, PROCESS, VERIFICATION
from contracts.topics.table import TOPICS, all_topic_names
from runtime.consumer import Handlers
from services.approval.consumer import handlers as approval
from services.gateway.rpcs import message_files
from services.intake.consumer import handlers as intake
from services.intake.handlers.proactive import Openings
from services.notification.consumer import handlers as notification
from services.verification.entitled import Finder
from services.verification.evidence.held import Evidence
from services.verification.handlers import Verifier
from workflows.beside.bridge import BesideBridge
from workflows.beside.bridge import handlers as process
from workflows.beside.kinds import Terms, kinds
from workflows.engine.bridge import Bridge
from workflows.proactive.bridge import ProactiveBridge

PARTS = {INTAKE, VERIFICATION, APPROVAL, NOTIFICATION, PROCESS}
# Files whose messages travel on their own; in the others they are parts of messages.
MESSAGE_FILES = ("events", "commands", "messages")
# Plaintexts of sealed fields and parts of messages: they never travel on their own.
PARTS_OF_MESSAGES = {
    "onetrip.intake.v1.GivenMaterial",
    "onetrip.intake.v1.FormContent",
    "onetrip.intake.v1.SignedCommitment",
    "onetrip.intake.v1.InterestedParty",
    "onetrip.approval.v1.RenewedCase",
    "onetrip.approval.v1.CaseInterest",
    "onetrip.approval.v1.CorrectionItem",
    "onetrip.approval.v1.VisitConversion",
    "onetrip.approval.v1.ConversionOption",
    "onetrip.approval.v1.DecisionText",
    "onetrip.approval.v1.TriedRule",
    "onetrip.verification.v1.Barred",
    "onetrip.approval.v1.CertificateContent",
    "onetrip.approval.v1.IssuedCertificate",
    "onetrip.verification.v1.ReusedEvidence",
    "onetrip.approval.v1.CommittedMaterial",
    "onetrip.process.v1.DueDate",
    "onetrip.process.v1.CaseProgress",
    "onetrip.process.v1.StageDue",
    "onetrip.verification.v1.Expiry",
    "onetrip.process.v1.LateMaterial",
}


def test_every_event_and_command_is_in_the_table() -> None:
    declared = {
        message.full_name
        for file in message_files()
        if file.name.rsplit("/", 1)[1].removesuffix(".proto") in MESSAGE_FILES
        for message in file.message_types_by_name.values()
    }
    told = {message.DESCRIPTOR.full_name for topic in TOPICS for message in topic.messages}
    assert told <= declared
    assert declared - told == PARTS_OF_MESSAGES


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_has_owners_and_each_of_its_messages_a_consumer(topic: Any) -> None:
    assert topic.owners
    assert topic.owners <= PARTS
    assert topic.consumers.keys() <= PARTS
    consumed = set().union(*topic.consumers.values())
    unheard = {message.DESCRIPTOR.name for message in topic.messages - consumed}
    assert consumed <= topic.messages
    assert not unheard, f"nobody listens to {unheard}"


def test_events_have_one_owner_and_a_message_one_topic() -> None:
    for topic in TOPICS:
        assert len(topic.owners) == 1 or ".commands." in topic.name
    messages = [message for topic in TOPICS for message in topic.messages]
    assert len(messages) == len(set(messages))


def test_every_consumer_has_dead_letters() -> None:
    names = all_topic_names()
    assert len(names) == len(set(names)) == len(TOPICS) + sum(len(topic.consumers) for topic in TOPICS)


def handler_tables() -> dict[str, Handlers]:
    """The table of each part, built without connecting to anything."""
    anything: Any = SimpleNamespace()
    evidence = Evidence(anything, anything, anything, anything, anything)
    return {
        APPROVAL: approval(anything),
        INTAKE: intake(anything, Openings(anything)),
        NOTIFICATION: notification(anything),
        VERIFICATION: Verifier(anything, anything, anything, anything, evidence).table(
            Finder(anything, anything, anything, anything)
        ),
        PROCESS: process(
            Bridge(anything, anything, anything, anything, anything),
            *(BesideBridge(anything, anything, anything, anything, kind) for kind in kinds(Terms(5, 10, 20))),
            ProactiveBridge(anything),
        ),
    }


@pytest.mark.parametrize("group", sorted(PARTS))
def test_a_part_handles_exactly_what_the_table_says_it_consumes(group: str) -> None:
    agreed = set().union(*(topic.consumers.get(group, frozenset()) for topic in TOPICS))
    assert handler_tables()[group].messages == agreed
