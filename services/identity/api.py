"""HTTP of the development issuer: a token for the asking, and the keys that check it."""

import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from runtime.clock import Clock
from runtime.errors import AppError, FieldViolation, InvalidInput
from runtime.ids import person_id
from services.identity.domain import (
    ASSURANCE_DEFAULT,
    LIFETIME_SECONDS_DEFAULT,
    Grant,
    check,
)
from services.identity.signing import Signer

BODY_BYTES_MAX = 4096
SUBJECT_LENGTH_MAX = 64
FIELDS = frozenset({"resident_id", "subject", "roles", "department", "assurance", "lifetime_seconds"})


def application(signer: Signer, pseudonym_key: bytes, clock: Clock) -> Starlette:
    """Return the ASGI application: `POST /token`, `GET /jwks.json`, discovery and health."""

    async def token(request: Request) -> Response:
        try:
            grant = check(_grant(await _body(request), pseudonym_key))
        except AppError as error:
            faults = [{"field": fault.field, "description": fault.description} for fault in error.fields]
            return JSONResponse({"error": error.reason, "message": str(error), "fields": faults}, status_code=400)
        signed = signer.sign(grant, clock.now())
        return JSONResponse(
            {
                "access_token": signed,
                "token_type": "Bearer",
                "expires_in": grant.lifetime_seconds,
                "subject": grant.subject,
            },
            headers={"cache-control": "no-store"},
        )

    async def keys(_: Request) -> Response:
        return JSONResponse(signer.public_keys(), headers={"cache-control": "max-age=60"})

    async def healthy(_: Request) -> Response:
        return JSONResponse({"status": "SERVING"})

    return Starlette(
        routes=[
            Route("/token", token, methods=["POST"]),
            Route("/jwks.json", keys),
            Route("/healthz", healthy),
        ]
    )


async def _body(request: Request) -> dict[str, Any]:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_BYTES_MAX:
            raise InvalidInput(f"the body is over {BODY_BYTES_MAX} bytes")
    try:
        body = json.loads(raw)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidInput("the body is not JSON") from None
    if not isinstance(body, dict) or set(body) - FIELDS:
        raise InvalidInput(f"the body is an object of {', '.join(sorted(FIELDS))}")
    return body


def _grant(body: dict[str, Any], pseudonym_key: bytes) -> Grant:
    roles, department = body.get("roles"), body.get("department")
    assurance = body.get("assurance", ASSURANCE_DEFAULT)
    lifetime_seconds = body.get("lifetime_seconds", LIFETIME_SECONDS_DEFAULT)
    faults: list[FieldViolation] = []
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        faults.append(FieldViolation("roles", "a list of names"))
    if department is not None and not isinstance(department, str):
        faults.append(FieldViolation("department", "a text"))
    for name, value in (("assurance", assurance), ("lifetime_seconds", lifetime_seconds)):
        if not isinstance(value, int) or isinstance(value, bool):
            faults.append(FieldViolation(name, "a whole number"))
    if faults:
        raise InvalidInput("the token cannot be issued", fields=faults)
    return Grant(_subject(body, pseudonym_key), tuple(roles or ()), department, assurance, lifetime_seconds)


def _subject(body: dict[str, Any], pseudonym_key: bytes) -> str:
    resident_id, subject = body.get("resident_id"), body.get("subject")
    given = [value for value in (resident_id, subject) if value is not None]
    if len(given) != 1 or not isinstance(given[0], str) or not 1 <= len(given[0]) <= SUBJECT_LENGTH_MAX:
        raise InvalidInput(
            "the token cannot be issued",
            fields=[FieldViolation("subject", "give either a resident_id or a subject, of 64 characters at most")],
        )
    return person_id(pseudonym_key, resident_id) if resident_id is not None else given[0]
