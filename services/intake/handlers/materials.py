"""Downloads: streamed, to those whom a document concerns and to nobody else."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from google.api import httpbody_pb2

from onetrip.intake.v1 import application_service_pb2 as service_pb2
from runtime.errors import NotFound
from runtime.sealing import SealBroken
from runtime.tokens import Principal
from services.intake.checks import is_id
from services.intake.handlers.access import Purpose, concerns, is_own, record_access
from services.intake.office import Office
from services.intake.roles import CLERK, OFFICER
from services.intake.store import Stored, StoredMaterial
from services.intake.uploads.objects import Objects

GRANT_SCOPE = "material-grant"
GRANT_CHARACTERS_MAX = 2048


def _absent() -> NotFound:
    return NotFound("there is no such material, or it is not yours to see")


async def download(
    office: Office, objects: Objects, request: service_pb2.DownloadMaterialRequest, caller: Principal
) -> AsyncIterator[httpbody_pb2.HttpBody]:
    """Yield a material's bytes. Raises NotFound for one that is not there or not the caller's to see."""
    material = await office.store.materials.read(request.id) if is_id(request.id) else None
    if material is None or not await _may_read(office, material, request.grant, caller):
        raise _absent()
    content_type = material.content_type
    async for chunk in objects.get(material.object_name, material.id):
        yield httpbody_pb2.HttpBody(content_type=content_type, data=chunk)
        content_type = ""


async def _may_read(office: Office, material: StoredMaterial, grant: str, caller: Principal) -> bool:
    """Whether the caller may read it; a read by an officer, a clerk or an agent is logged.

    Whoever uploaded it reads it until it is given. Then it is the applicant's: an agent needs the mandate still, and a
    clerk's look is one as any other.
    """
    if grant:
        return OFFICER in caller.roles and await _granted(office, material, grant, caller)
    givings = await office.store.materials.given_with(material.id)
    if not givings:
        return material.uploaded_by == caller.subject
    for giving in givings:
        stored = await office.store.applications.read(giving.application_id)
        if stored is None:
            continue
        if is_own(caller, stored):
            return True
        if await concerns(office, caller, stored):
            await _log(office, caller, stored, Purpose.MANDATE, giving.code)
            return True
        if CLERK in caller.roles:
            await _log(office, caller, stored, Purpose.COUNTER_LOOKUP, giving.code)
            return True
    return False


async def _granted(office: Office, material: StoredMaterial, grant: str, caller: Principal) -> bool:
    """Whether approval's grant is for this officer and this material and has not run out; the read is logged."""
    content = _opened(office, material.id, grant)
    if content is None or content.get("officer") != caller.subject or content.get("material_id") != material.id:
        return False
    if not office.clock.now() < _expiry(content.get("expires")):
        return False
    givings = await office.store.materials.given_with(material.id)
    stored = await office.store.applications.read(givings[0].application_id) if givings else None
    if stored is None:
        return False
    await _log(office, caller, stored, Purpose.REVIEW_TASK, givings[0].code)
    return True


def _opened(office: Office, material_id: str, grant: str) -> dict[str, Any] | None:
    """Return what a grant says: base64url of a sealed JSON object; None when approval did not make it."""
    if len(grant) > GRANT_CHARACTERS_MAX or not grant.isascii():
        return None
    try:
        sealed = base64.urlsafe_b64decode(grant + "=" * (-len(grant) % 4))
        content = json.loads(office.sealer.open(GRANT_SCOPE, sealed, material_id))
    except (SealBroken, binascii.Error, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _expiry(value: Any) -> datetime:
    """Return when a grant ends: an ISO instant, or seconds since 1970."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(float(value or 0), UTC)


async def _log(office: Office, caller: Principal, stored: Stored, purpose: Purpose, code: str) -> None:
    async with office.store.transaction() as tables:
        await record_access(tables, office, caller, stored, purpose, (f"material:{code}",))
