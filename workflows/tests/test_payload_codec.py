"""Payloads are sealed, and only sealed ones are taken in."""

from __future__ import annotations

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    NexusSerializationContext,
    WorkflowSerializationContext,
)
from temporalio.exceptions import ApplicationError

from onetrip.process.v1.state_pb2 import Calendar
from runtime.sealing import VERSION_OF_DATA_KEYS, Header, Sealer
from runtime.tests.suite import DATA_KEYS, SUITE
from workflows.engine.payload_codec import (
    KEY_ID,
    NO_WORKFLOW,
    SEALED_FOR,
    SealingCodec,
    UnreadablePayload,
    data_converter,
    owners_of,
)
from workflows.operators import text as operator_text
from workflows.operators.actions import refusal

OLD, NEW = b"o" * 32, b"n" * 32
CANARY = "王小明 440301199001011234"
SEALER = Sealer({"old": OLD}, "old", SUITE)
WORKFLOW = WorkflowSerializationContext(namespace="default", workflow_id="application/abc")


def converter(sealer: Sealer = SEALER) -> DataConverter:
    return data_converter(sealer).with_context(WORKFLOW)


async def test_every_kind_of_value_comes_back_as_it_went_in() -> None:
    values = [None, b"\x00bytes", CANARY, {"a": [1, 2.5]}, Calendar(version="v", published_years=[2026])]
    payloads = await converter().encode(values)
    assert await converter().decode(payloads, [type(None), bytes, str, dict, Calendar]) == values


async def test_nothing_of_a_payload_is_readable_but_the_key_id_and_the_workflow_id() -> None:
    [payload] = await converter().encode([CANARY])
    assert dict(payload.metadata) == {"encoding": b"binary/sealed", KEY_ID: b"old", SEALED_FOR: b"application/abc"}
    assert CANARY.encode() not in payload.SerializeToString()
    assert b"json/plain" not in payload.data


async def test_the_same_value_is_never_sealed_to_the_same_bytes() -> None:
    first, second = await converter().encode([CANARY, CANARY])
    assert first.data != second.data


async def test_the_sentence_of_a_refused_action_is_readable_and_nothing_that_caused_it() -> None:
    failure = Failure()
    try:
        raise refusal(operator_text.NO_ACTION) from ValueError(CANARY)
    except ApplicationError as error:
        await converter().encode_failure(error, failure)
    assert failure.message == operator_text.NO_ACTION
    assert failure.stack_trace == ""
    assert CANARY.encode() not in failure.SerializeToString()
    decoded = await converter().decode_failure(failure)
    assert (str(decoded.__cause__), operator_text.NO_ACTION in str(decoded)) == (f"ValueError: {CANARY}", True)


async def test_failures_hide_message_stack_and_details() -> None:
    failure = Failure()
    try:
        raise ApplicationError(CANARY, {"detail": CANARY}) from ValueError(CANARY)
    except ApplicationError as error:
        await converter().encode_failure(error, failure)
    assert CANARY.encode() not in failure.SerializeToString()
    assert failure.message == "Encoded failure"
    assert failure.stack_trace == ""
    decoded = await converter().decode_failure(failure)
    assert isinstance(decoded, ApplicationError)
    assert decoded.message == CANARY
    assert decoded.details == ({"detail": CANARY},)
    assert CANARY in str(decoded.__cause__)


async def test_after_rotation_old_payloads_open_and_new_ones_carry_the_new_key() -> None:
    [before] = await converter().encode(["before"])
    rotated = converter(Sealer({"new": NEW, "old": OLD}, "new", SUITE))
    [after] = await rotated.encode(["after"])
    assert after.metadata[KEY_ID] == b"new"
    assert await rotated.decode([before, after], [str, str]) == ["before", "after"]


async def test_a_key_that_is_gone_is_named() -> None:
    [payload] = await converter().encode(["x"])
    with pytest.raises(UnreadablePayload, match="key 'old'"):
        await converter(Sealer({"new": NEW}, "new", SUITE)).decode([payload])


async def test_a_payload_nobody_sealed_is_refused() -> None:
    forged = Payload(metadata={"encoding": b"json/plain"}, data=b'{"outcome":"GRANTED"}')
    with pytest.raises(UnreadablePayload, match=operator_text.NOT_SEALED):
        await converter().decode([forged])


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\xff", b"\x01\x03old", b"\x01\x03old" + bytes(40), b"\x02" * 60])
async def test_bytes_that_are_no_sealed_value_are_refused(data: bytes) -> None:
    payload = Payload(metadata={"encoding": b"binary/sealed", SEALED_FOR: b"application/abc"}, data=data)
    with pytest.raises(UnreadablePayload, match="cannot be opened"):
        await converter().decode([payload])


async def test_altered_bytes_and_another_workflows_label_are_refused() -> None:
    [payload] = await converter().encode(["x"])
    altered = Payload(metadata=payload.metadata, data=payload.data[:-1] + bytes([payload.data[-1] ^ 1]))
    relabelled = Payload(metadata={**payload.metadata, SEALED_FOR: b"application/other"}, data=payload.data)
    unlabelled = Payload(metadata={"encoding": b"binary/sealed"}, data=payload.data)
    not_text = Payload(metadata={**payload.metadata, SEALED_FOR: b"\xff"}, data=payload.data)
    for broken in (altered, relabelled, unlabelled, not_text):
        with pytest.raises(UnreadablePayload):
            await converter().decode([broken])


@pytest.mark.parametrize(
    ("context", "sealed_for"),
    [
        (WORKFLOW, "application/abc"),
        (
            ActivitySerializationContext(
                namespace="default",
                activity_id="1",
                activity_type="t",
                activity_task_queue="q",
                workflow_id="application/abc",
                workflow_type="w",
                is_local=True,
            ),
            "application/abc",
        ),
        (NexusSerializationContext(endpoint="e", service="s", operation="o"), NO_WORKFLOW),
    ],
)
def test_the_codec_takes_the_workflow_from_the_context(context, sealed_for: str) -> None:
    assert SealingCodec(SEALER).with_context(context).workflow_id == sealed_for


def test_protobuf_travels_in_binary() -> None:
    [payload] = data_converter(SEALER).payload_converter.to_payloads([Calendar(version="v")])
    assert payload.metadata["encoding"] == b"binary/protobuf"
    assert payload.metadata["messageType"] == b"onetrip.process.v1.Calendar"


async def test_payloads_of_an_application_and_its_cases_are_sealed_under_the_data_key_of_the_application() -> None:
    sealer = Sealer({"old": OLD}, "old", SUITE, DATA_KEYS)
    for workflow_id in ("application/a", "follow-up/a", "commitment/a.item"):
        codec = SealingCodec(sealer, workflow_id)
        [sealed] = await codec.encode([Payload(data=b"x")])
        assert (Header.of(sealed.data).version, sealed.metadata["sealing-key"]) == (VERSION_OF_DATA_KEYS, b"")
        assert (await codec.decode([sealed]))[0].data == b"x"
        assert owners_of([sealed]) == {"application/a"}


@pytest.mark.parametrize("workflow_id", ["-", "assignment/ticket", "application/", "batch/a"])
async def test_payloads_of_no_one_application_are_sealed_under_the_master_key(workflow_id: str) -> None:
    [sealed] = await SealingCodec(Sealer({"old": OLD}, "old", SUITE, DATA_KEYS), workflow_id).encode([Payload()])
    assert sealed.metadata["sealing-key"] == b"old"
    assert not owners_of([sealed])
