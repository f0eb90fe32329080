from datetime import UTC, datetime

from runtime.kafka_client import aiokafka_client, envelope_of
from runtime.tests.fakes import Offered, record


def test_an_envelope_carries_the_cloud_event_and_its_position() -> None:
    envelope = envelope_of(record("e1", 7, key="app", topic="intake.events.v1", partition=3))
    assert (envelope.id, envelope.subject, envelope.topic, envelope.partition, envelope.offset) == (
        "e1", "app", "intake.events.v1", 3, 7,
    )  # fmt: skip


def test_a_record_without_headers_is_known_by_its_position() -> None:
    envelope = envelope_of(Offered("t", 1, 9, None, None, (), 1_700_000_000_000))
    assert (envelope.id, envelope.type, envelope.subject, envelope.payload) == ("t/1/9", "", "", b"")
    assert envelope.time == datetime.fromtimestamp(1_700_000_000, UTC)


def test_headers_that_are_no_text_do_not_break_anything() -> None:
    headers = (("ce_id", b"\xff\x00"), ("ce_time", b"yesterday"), ("traceparent", b"\xfe"))
    envelope = envelope_of(Offered("t", 0, 0, b"\xff", b"\x00", headers, 1_700_000_000_000))
    assert "\0" not in envelope.id
    assert envelope.time.tzinfo is not None


async def test_the_client_is_set_so_that_nothing_is_lost() -> None:
    client = aiokafka_client("127.0.0.1:1", "g")
    assert client._enable_auto_commit is False
    assert client._auto_offset_reset == "earliest"
    assert client._group_instance_id is None
    client._closed = True
