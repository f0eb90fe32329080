"""Answers signed as registers sign them, and the witness who knows the key."""

import json
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import detach_content, serialize_compact

from contracts.register_statements import ALGORITHM, key_id, statement_of
from onetrip.registers.v1 import registers_pb2 as pb
from runtime.clock import Clock
from services.verification.registers.witness import Witness

NOW = datetime(2026, 11, 1, 4, tzinfo=UTC)
KEYS = {
    name: OKPKey.generate_key("Ed25519", {"kid": key_id(name, 1)})
    for name in ("population", "education", "company", "credit")
}


class Standing(Clock):
    """Stands at NOW, however long a run of the tests takes."""

    def now(self) -> datetime:
        return NOW


WITNESS = Witness.from_json(json.dumps(KeySet(list(KEYS.values())).as_dict(private=False)), Standing(NOW, NOW, 1.0))


def at(instant: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(instant)
    return message


def signed(request: pb.LookupRequest, response: pb.LookupResponse, key: OKPKey | None = None) -> pb.LookupResponse:
    """The answer with a signature under it, by its register's key unless another is given."""
    key = key or KEYS[request.register]
    header = {"alg": ALGORITHM, "kid": key.kid}
    whole = serialize_compact(header, statement_of(request, response), key, algorithms=[ALGORITHM])
    response.signature = detach_content(whole)
    return response
