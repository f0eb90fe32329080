"""A certificate verified for whoever is shown one, beside a bare check of the same signature."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import asyncpg
from grpc import aio  # pyright: ignore[reportAttributeAccessIssue] - the stubs lack it

from bench.bare.signature import BareSignature
from bench.figures import Sample
from bench.ground import BARE_VERIFY, CALL_SECONDS_MAX, Ground, Size
from bench.results import Result
from onetrip.verification.v1 import evidence_service_pb2 as pb
from runtime.ids import new_id
from runtime.sealing import LookupHash
from services.approval.signing import CertificateSigner
from services.verification import codes
from services.verification.evidence import store as evidence_store
from services.verification.evidence.signatures import KeyRing

VERIFY = "/onetrip.verification.v1.EvidenceService/VerifyCertificate"
MILLISECONDS, MICROSECONDS = 1e3, 1e6
GOAL = 2.0
ROUNDS, REPEATS = 60, 50
WARM_UPS = 50
CODE = "ABCDEFGHIJKLMNOP"
CHECK_NOTE = (
    "A signed certificate taken apart, its key found, its signature checked, what it says read: beside the check of the"
    " signature (ES256) over the same bytes and nothing else, in turn. CPU time of this thread; no call, no database."
)
CALL_NOTE = (
    "VerifyCertificate straight to verification, given what the square on the paper holds, answered with its state as"
    " it is now in the database. The reference is a bare grpc.aio handler that takes the same message and checks the"
    " signature; the two in turn, one call at a time."
)


async def measure(ground: Ground, size: Size) -> list[Result]:
    """Return the check alone and the whole call, each beside its bare one. Raises ValueError for what is not valid."""
    verification = ground.stack.environment.of("verification")
    public = verification["ONETRIP_CERTIFICATE_PUBLIC_KEYS"]
    private = ground.stack.environment.of("approval")["ONETRIP_CERTIFICATE_KEYS"]
    number = f"HR{new_id().upper()}"
    signed = CertificateSigner(private).sign(_content(number))
    await _hold(ground, LookupHash(base64.b64decode(verification["ONETRIP_LOOKUP_KEY"])), number)
    return [_check(public, signed), await _call(ground, size, public, signed)]


def _check(public: str, signed: str) -> Result:
    ring, bare = KeyRing(public), BareSignature(public)
    if ring.payload(signed) is None:
        raise ValueError("the signature is not valid")
    ours, other = [], []
    for _ in range(ROUNDS):
        ours.append(_microseconds(lambda: ring.payload(signed)))
        other.append(_microseconds(lambda: bare.check(signed)))
    one, reference = Sample.of(ours), Sample.of(other)
    return Result(
        name="a certificate's signature and content checked",
        unit="µs",
        ours=one.p50,
        spread=one.spread,
        samples=ROUNDS * REPEATS,
        note=CHECK_NOTE,
        reference=reference.p50,
        reference_spread=reference.spread,
        goal=GOAL,
    )


async def _call(ground: Ground, size: Size, public: str, signed: str) -> Result:
    bare = await ground.bare_server(1, certificate_keys=public)
    request = pb.VerifyCertificateRequest(signed=signed)
    seconds: dict[str, list[float]] = {"ours": [], "reference": []}
    async with (
        aio.insecure_channel(ground.stack.address("verification")) as channel,
        aio.insecure_channel(f"127.0.0.1:{bare.ready['port']}") as other,
    ):
        calls = {"ours": _method(channel, VERIFY), "reference": _method(other, BARE_VERIFY)}
        for turn in range(WARM_UPS + size.hops):
            for name, call in calls.items():
                at = time.perf_counter()
                answer = await call(request, timeout=CALL_SECONDS_MAX)
                if turn >= WARM_UPS:
                    seconds[name].append((time.perf_counter() - at) * MILLISECONDS)
                if answer.state != pb.CERTIFICATE_STATE_VALID:
                    raise ValueError("the certificate is not valid")
    one, reference = Sample.of(seconds["ours"]), Sample.of(seconds["reference"])
    return Result(
        name="a certificate verified, the call",
        unit="ms",
        ours=one.p50,
        spread=one.spread,
        samples=size.hops,
        note=CALL_NOTE,
        reference=reference.p50,
        reference_spread=reference.spread,
        goal=GOAL,
    )


def _method(channel: aio.Channel, method: str) -> Any:
    return channel.unary_unary(
        method,
        request_serializer=pb.VerifyCertificateRequest.SerializeToString,
        response_deserializer=pb.VerifyCertificateResponse.FromString,
    )


def _content(number: str) -> dict[str, Any]:
    """What a certificate of the demo says."""
    return {
        "iss": "public-security",
        "jti": number,
        "code": CODE,
        "kind": "household-registration",
        "name": {"zh": "居民户口簿(新生儿页)", "en": "Household register (the child's page)"},
        "item": "birth-household-registration",
        "holder": "林晓月",
        "subject": {"birth_certificate_number": "X790000001"},
        "valid_from": "2026-11-27",
        "valid_until": "",
    }


async def _hold(ground: Ground, lookup: LookupHash, number: str) -> None:
    """Have verification hold it."""
    now, id_ = datetime.now(UTC), new_id()
    certificate = evidence_store.NewCertificate(
        id=id_,
        case_id=id_,
        application_id=id_,
        person_id=f"p{id_}",
        holder=f"person/p{id_}",
        number_hash=codes.hash_of(lookup, codes.NUMBER, number),
        code_hash=codes.hash_of(lookup, codes.CODE, CODE),
        kind="household-registration",
        name_zh="居民户口簿",
        name_en="Household register",
        item_code="birth-household-registration",
        department="public-security",
        subject={},
        sealed_content=b"",
        valid_from=now.date(),
        valid_until=None,
        issued_at=now,
    )
    connection = await asyncpg.connect(ground.stack.database_url("verification"))
    try:
        await evidence_store.keep(connection, certificate)
    finally:
        await connection.close()


def _microseconds(work: Callable[[], object]) -> float:
    """The time of one, of so many."""
    at = time.thread_time()
    for _ in range(REPEATS):
        work()
    return (time.thread_time() - at) / REPEATS * MICROSECONDS
