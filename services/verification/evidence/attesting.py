"""A clerk has compared a document with its original: C becomes B, and every later application reuses it (domain.md)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from contracts.errors.applications import RequestIdReused
from contracts.errors.uploads import OwnMaterial
from contracts.topics.names import VERIFICATION, VERIFICATION_EVENTS
from onetrip.catalog.v1 import catalog_pb2 as catalog
from onetrip.verification.v1 import evidence_service_pb2 as pb
from onetrip.verification.v1 import messages_pb2 as messages
from runtime.errors import FieldViolation, InvalidInput, NotFound
from runtime.ids import new_id
from runtime.messages import Outbound
from runtime.outbox import enqueue
from runtime.tokens import Principal
from services.verification import store
from services.verification.dates import day_in
from services.verification.evidence import attestation_store
from services.verification.evidence.held import Evidence

# For an original that names no last day (product).
VALID_DAYS_DEFAULT = 365
# No document of a person's is valid longer (product).
VALID_DAYS_MAX = 366 * 100
PURPOSE = "ATTEST_MATERIAL"
CLERK = "clerk"


async def attest(
    evidence: Evidence, connection: Any, request: pb.AttestMaterialRequest, clerk: Principal
) -> pb.AttestMaterialResponse:
    """Raise a document to B, once; who says it again is told the same. In a transaction.

    Raises NotFound for one that was given with no application, InvalidInput, OwnMaterial, RequestIdReused.
    """
    now = evidence.clock.now()
    today = now.astimezone(evidence.zone).date()
    last_day = _last_day(request.valid_until, today)
    given = await attestation_store.given(connection, request.id)
    if not given:
        raise NotFound("there is no such document, or it was given with no application yet")
    if any(one["person_id"] == clerk.subject for one in given):
        raise OwnMaterial("nobody attests what is their own")
    body = f"{request.id}:{request.valid_until}".encode()
    earlier = await attestation_store.body_of(connection, clerk.subject, request.request_id)
    if earlier not in {None, body}:
        raise RequestIdReused("this request_id was used for another document or another day")
    key = (request.id, clerk.subject, now, last_day, request.request_id, body)
    if await attestation_store.attest(connection, *key):
        await _tell(evidence, connection, request.id, given, clerk, last_day.isoformat(), now)
    kept = await attestation_store.attested_until(connection, request.id) or last_day
    return pb.AttestMaterialResponse(material_id=request.id, trust=catalog.TRUST_LEVEL_B, valid_until=kept.isoformat())


async def _tell(
    evidence: Evidence,
    connection: Any,
    material_id: str,
    given: Any,
    clerk: Principal,
    last_day: str,
    now: datetime,
) -> None:
    """Note the look at the person's document, and say MaterialAttested."""
    latest, document_codes = given[0], sorted({one["code"] for one in given})
    fields = tuple(f"material:{code}" for code in document_codes)
    read = store.Read(
        latest["person_id"],
        clerk.subject,
        PURPOSE,
        latest["application_id"],
        fields,
        now,
        role=CLERK,
        department=clerk.department or "",
    )
    await store.log_read(connection, new_id(), read)
    event = messages.MaterialAttested(
        application_id=latest["application_id"],
        material_id=material_id,
        material_codes=document_codes,
        valid_until=last_day,
    )
    event.attest_time.FromDatetime(now)
    id_ = f"{latest['application_id']}:material-attested:{material_id}"
    said = Outbound(VERIFICATION_EVENTS, latest["application_id"], id_, event)
    await enqueue(connection, VERIFICATION, now, [said])


def _last_day(text: str, today: date) -> date:
    if not text:
        return today + timedelta(days=VALID_DAYS_DEFAULT)
    try:
        last_day = day_in(text).date()
    except ValueError:
        raise _invalid("a day as YYYY-MM-DD") from None
    if not today <= last_day <= today + timedelta(days=VALID_DAYS_MAX):
        raise _invalid("a day from today on")
    return last_day


def _invalid(why: str) -> InvalidInput:
    return InvalidInput("the request is not valid", fields=[FieldViolation("valid_until", why)])
