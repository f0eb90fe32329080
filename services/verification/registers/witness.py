"""Whether an answer is the register's own, to this question, given now, and complete: else it is no answer.

What is refused here is never "no record" and never a fact: the register is asked again, and in the end a person looks.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry, deserialize_compact

from contracts.register_statements import ALGORITHM, page_statement_of, register_of, statement_of
from onetrip.registers.v1 import registers_pb2 as pb
from runtime.clock import Clock

SIGNATURE_CHARACTERS_MAX = 1000
# How far a department's clock may be from ours, in real time.
CLOCK_SKEW_MAX = timedelta(minutes=5)
# What an as-of time may be ahead of the answer it is in.
AS_OF_AHEAD_MAX = timedelta(minutes=5)

# 1,000 records of a page, or 32 fields of several long values each; the library's own limit is lower.
STATEMENT_BYTES_MAX = 4 * 1024 * 1024
_DETACHED = re.compile(r"[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+")

_WITH_VALUE = frozenset({pb.QUALITY_FRESH, pb.QUALITY_STALE, pb.QUALITY_CONTRADICTORY})


class Doubtful(ValueError):
    """An answer that cannot be relied on; the message says why and quotes nothing of it."""


class Witness:
    """Knows the registers' public keys; `keys` by `kid` ("<register>/<number>")."""

    def __init__(self, keys: Mapping[str, OKPKey], clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._registry = JWSRegistry(algorithms=[ALGORITHM])
        self._registry.max_payload_length = STATEMENT_BYTES_MAX

    @classmethod
    def from_json(cls, text: str, clock: Clock) -> "Witness":
        """Read a JWK set of Ed25519 keys: of each register one, or more while it changes its key. Raises ValueError."""
        try:
            found = KeySet.import_key_set(json.loads(text)).keys
        except (ValueError, KeyError, TypeError, JoseError):
            raise ValueError("the registers' public keys are not a JWK set") from None
        keys = {key.kid: key for key in found if isinstance(key, OKPKey) and key.curve_name == "Ed25519" and key.kid}
        if len(keys) != len(found):
            raise ValueError("a register's public key is not an Ed25519 key with a kid of its own")
        return cls(keys, clock)

    def check(self, request: pb.LookupRequest, response: pb.LookupResponse) -> None:
        """Raise Doubtful unless it is whole, consistent, of now, and signed by the register for this question."""
        answered = self._answered_now(response)
        _check_answers(request, response.answers, answered)
        if not response.found and any(answer.found for answer in response.answers):
            raise Doubtful("values of a record that is not there")
        self._check_signature(request.register, response.signature, statement_of(request, response))

    def check_page(self, request: pb.ScanRequest, response: pb.ScanResponse) -> None:
        """Raise Doubtful unless a page is whole, in order, of now, and signed by the register for this question."""
        answered = self._answered_now(response)
        if len(response.records) > request.limit or not (response.last or response.records):
            raise Doubtful("not a page of the size asked for")
        before = request.after
        for record in response.records:
            if record.person_id <= before or (request.until and record.person_id > request.until):
                raise Doubtful("people are not in order, or not those asked for")
            before = record.person_id
            _check_answers(request, record.answers, answered)
        self._check_signature(request.register, response.signature, page_statement_of(request, response))

    def _answered_now(self, response: pb.LookupResponse | pb.ScanResponse) -> datetime:
        answered = response.answer_time.ToDatetime(UTC)
        if self._clock.to_real(abs(self._clock.now() - answered)) > CLOCK_SKEW_MAX:
            raise Doubtful("not given now")
        return answered

    def _check_signature(self, register: str, signed: str, statement: bytes) -> None:
        # Nothing stands between the dots: a payload that came along would be checked instead of the answer.
        if len(signed) > SIGNATURE_CHARACTERS_MAX or not _DETACHED.fullmatch(signed):
            raise Doubtful("not signed")
        try:
            signature = deserialize_compact(
                signed,
                lambda found: self._key(str(found.headers().get("kid")), register),
                registry=self._registry,
                payload=statement,
            )
        except (JoseError, ValueError):
            raise Doubtful("not signed by its register for this question") from None
        if set(signature.headers()) != {"alg", "kid"}:
            raise Doubtful("signed under a header that is not agreed")

    def _key(self, kid: str, register: str) -> OKPKey:
        key = self._keys.get(kid)
        if key is None or register_of(kid) != register:
            raise Doubtful("signed by nobody known for it")
        return key


def _check_answers(
    request: pb.LookupRequest | pb.ScanRequest, answers: Sequence[pb.FieldAnswer], answered: datetime
) -> None:
    if [answer.field for answer in answers] != list(request.fields):
        raise Doubtful("not every field asked for is answered")
    for answer in answers:
        _check_answer(request, answer, answered)


def _check_answer(request: pb.LookupRequest | pb.ScanRequest, answer: pb.FieldAnswer, answered: datetime) -> None:
    has_value = answer.value.WhichOneof("kind") is not None
    if answer.source != request.register:
        raise Doubtful("from another source than was asked")
    if answer.quality in _WITH_VALUE:
        if not (has_value and answer.found and answer.HasField("as_of")):
            raise Doubtful("a value or its as-of time is absent")
        if answer.as_of.ToDatetime(UTC) > answered + AS_OF_AHEAD_MAX:
            raise Doubtful("confirmed in the future")
    elif answer.quality != pb.QUALITY_NO_RECORD or has_value or answer.found:
        raise Doubtful("a quality that does not fit")
    if bool(answer.contradicting_values) != (answer.quality == pb.QUALITY_CONTRADICTORY):
        raise Doubtful("contradicting values and a quality that does not say so")
