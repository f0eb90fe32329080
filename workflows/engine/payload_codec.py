"""What Temporal stores is sealed: payloads, failures and summaries (docs/decisions/0010).

One key per workflow, derived from the data key of its application, so that what Temporal or a backup of it still has
cannot be read after the end of retention (decision 0050). The metadata of a sealed payload stays readable: the workflow
id (so that the codec server can log whose data was read) and, for the few that are of no one application, the id of the
master key; neither is personal data.

Never imported by workflow code: the worker applies it outside of workflows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import (
    ActivitySerializationContext,
    BinaryNullPayloadConverter,
    BinaryPlainPayloadConverter,
    BinaryProtoPayloadConverter,
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    JSONPlainPayloadConverter,
    JSONProtoPayloadConverter,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)
from temporalio.converter import PayloadConverter as BasePayloadConverter
from temporalio.exceptions import ApplicationError

from runtime.sealing import Header, SealBroken, Sealer
from workflows import policies
from workflows.engine.unreadable import NOT_OPENED, NOT_SEALED, MarkConverter, UnreadablePayload, mark
from workflows.operators import text as operator_text

ENCODING = b"binary/sealed"
KEY_ID = "sealing-key"
SEALED_FOR = "sealed-for"
# For the few payloads that Temporal's SDK encodes without saying of which workflow.
NO_WORKFLOW = "-"
# The kinds of workflow ids that end with an application or one of its cases (workflows/policies.py).
OF_AN_APPLICATION = frozenset({"application", "follow-up", "commitment"})
# Besides the key, so that a sealed payload is never taken for a sealed fact.
ASSOCIATED = "temporal-payload"


@dataclasses.dataclass(frozen=True)
class SealingCodec(PayloadCodec, WithSerializationContext):
    """Seals every payload; puts a mark in the place of what it cannot open (workflows/engine/unreadable.py).

    To take in a payload that nobody sealed would let whoever can reach Temporal forge a decision; to fail on it would
    let them stop an application.
    """

    sealer: Sealer
    workflow_id: str = NO_WORKFLOW

    def with_context(self, context: SerializationContext) -> SealingCodec:
        """Return the codec of the workflow that a payload belongs to."""
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext) and context.workflow_id:
            return SealingCodec(self.sealer, context.workflow_id)
        return self

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload, its metadata included. Raises Shredded and Unavailable."""
        if owner := owner_of(self.workflow_id):
            await self.sealer.load([owner], make=True)
        return [self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open each payload, or mark it. Raises Unavailable."""
        await self.sealer.load(owners_of(payloads))
        return [self._opened(payload) for payload in payloads]

    def _opened(self, payload: Payload) -> Payload:
        if not is_sealed(payload):
            return mark(NOT_SEALED, operator_text.NOT_SEALED)
        try:
            return open_payload(self.sealer, payload)
        except UnreadablePayload as error:
            return mark(NOT_OPENED, str(error))

    def _seal(self, payload: Payload) -> Payload:
        sealed = self.sealer.seal(
            _scope(self.workflow_id), payload.SerializeToString(), ASSOCIATED, owner_of(self.workflow_id)
        )
        metadata = {
            "encoding": ENCODING,
            KEY_ID: Header.of(sealed).key_id.encode(),
            SEALED_FOR: self.workflow_id.encode(),
        }
        return Payload(metadata=metadata, data=sealed)


def is_sealed(payload: Payload) -> bool:
    """Whether the payload says that SealingCodec made it."""
    return payload.metadata.get("encoding") == ENCODING


def open_payload(sealer: Sealer, payload: Payload) -> Payload:
    """Return the payload that was sealed. Raises UnreadablePayload."""
    if not is_sealed(payload):
        raise UnreadablePayload("the payload is not sealed; send it through a client with OneTrip's data converter")
    key_id = payload.metadata.get(KEY_ID, b"").decode("utf-8", "replace")
    try:
        workflow_id = payload.metadata[SEALED_FOR].decode()
        plaintext = sealer.open(_scope(workflow_id), payload.data, ASSOCIATED, owner_of(workflow_id))
        return Payload.FromString(plaintext)
    except (SealBroken, KeyError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"the payload cannot be opened (key {key_id!r}): {error}") from error


def owner_of(workflow_id: str) -> str | None:
    """Whose data key seals a workflow's payloads: its application's. None for those that are of no one application."""
    kind, _, id_ = workflow_id.partition("/")
    # A case is named after its application: workflows/matter.py.
    return f"application/{id_.partition('.')[0]}" if kind in OF_AN_APPLICATION and id_ else None


def owners_of(payloads: Sequence[Payload]) -> set[str]:
    """The owners of sealed payloads, as their metadata says."""
    named = {payload.metadata.get(SEALED_FOR, b"").decode("utf-8", "replace") for payload in payloads}
    return {owner for workflow_id in named if (owner := owner_of(workflow_id))}


class PayloadConverter(CompositePayloadConverter):
    """Temporal's converters with protobuf messages in binary: 10 µs there and back, as JSON 200 µs (measured)."""

    def __init__(self) -> None:
        super().__init__(
            BinaryNullPayloadConverter(),
            BinaryPlainPayloadConverter(),
            BinaryProtoPayloadConverter(),
            JSONProtoPayloadConverter(),  # only to read what other tools wrote
            JSONPlainPayloadConverter(),
            MarkConverter(NOT_SEALED),
            MarkConverter(NOT_OPENED),
        )


class FailureConverter(DefaultFailureConverterWithEncodedAttributes):
    """Seals what a failure says. The sentence of a refused action stays readable besides: Temporal's UI shows it as it
    comes, and it is one of the catalogue's, without anything personal (`operators/text.py`, decision 0064).
    """

    def to_failure(self, exception: BaseException, payload_converter: BasePayloadConverter, failure: Failure) -> None:
        """See base class."""
        super().to_failure(exception, payload_converter, failure)
        if isinstance(exception, ApplicationError) and exception.type == policies.OPERATOR_REFUSED:
            failure.message = exception.message


def data_converter(sealer: Sealer) -> DataConverter:
    """The data converter of every Temporal client and worker: protobuf in binary, all sealed, failures too."""
    return DataConverter(
        payload_converter_class=PayloadConverter,
        payload_codec=SealingCodec(sealer),
        failure_converter_class=FailureConverter,
    )


def _scope(workflow_id: str) -> str:
    return f"temporal/{workflow_id}"
