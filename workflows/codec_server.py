"""The codec server: lets an operator read in Temporal's UI and CLI what is sealed, and act there (docs/decisions/0010).

`POST /decode` and `POST /<namespace>/decode` take and return Temporal's `Payloads` as JSON, by the codec server
protocol (https://docs.temporal.io/codec-server). Callers are operators and supervisors with a token; every read is
logged with who read which workflows. `POST /encode` seals one operator's action and nothing else: nobody starts or
signals an application by hand.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

import uvicorn
from google.protobuf import json_format, symbol_database
from google.protobuf.message import DecodeError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload, Payloads

import onetrip
from onetrip.process.v1.state_pb2 import EndGround
from onetrip.process.v1.workflow_pb2 import OperatorAction
from runtime import logs
from runtime.data_keys import DataKeys, PostgresKeys
from runtime.errors import AppError, InvalidInput, LimitExceeded, PermissionDenied, Unauthenticated
from runtime.sealing import Sealer
from runtime.settings import load
from runtime.tokens import Principal, TokenVerifier
from workflows import policies
from workflows.codec_settings import CodecServerSettings
from workflows.engine.payload_codec import SEALED_FOR, PayloadConverter, SealingCodec, is_sealed, open_payload
from workflows.engine.unreadable import UnreadablePayload
from workflows.operators.action_sealing import action_in

# A page of a history in the UI is well below 1 MiB; the CLI sends an event at a time.
BODY_BYTES_MAX = 8 * 1024 * 1024
PAYLOADS_MAX = 10_000
WORKFLOWS_LOGGED_MAX = 50
WORKFLOW_ID_BYTES_LOGGED_MAX = 100
CONNECTIONS_MAX = 64
PREFLIGHT_SECONDS = 600
READERS = frozenset({"operator", "supervisor"})
ACTORS = frozenset({"operator"})
ANONYMOUS = Principal("anonymous", frozenset(), None, 0, None)
STATUS_BY_CODE = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "RESOURCE_EXHAUSTED": 413,
    "UNAVAILABLE": 503,
}


class Verifier(Protocol):
    """The part of TokenVerifier that is needed here."""

    async def verify(self, token: str) -> Principal:
        """Return the principal of ``token``. Raises Unauthenticated or Unavailable."""
        ...


def application(
    sealer: Sealer, verifier: Verifier, origins: Sequence[str], anonymous_origins: Collection[str] = ()
) -> Starlette:
    """Return the ASGI application; pages of `origins` and `anonymous_origins` may call it from a browser."""

    pages = {*origins, *anonymous_origins}

    async def decode(request: Request) -> Response:
        try:
            _check_origin(request, pages)
            reader = await _reader(request, verifier, anonymous_origins)
            payloads = _payloads(await _body(request))
            # Off the event loop: a full page of a long history takes a noticeable part of a second.
            answer = await asyncio.to_thread(_open_all, sealer, payloads)
        except AppError as error:
            logs.get_logger().warning("codec.refused", reason=error.reason, origin=request.headers.get("origin"))
            return _refusal(error)
        _log_read(request, reader, payloads)
        return Response(answer, media_type="application/json", headers={"cache-control": "no-store"})

    async def encode(request: Request) -> Response:
        try:
            _check_origin(request, pages)
            # Nobody acts without a name, also where a page is believed to read without one.
            actor = await _principal(request, verifier, ACTORS)
            action = action_in(_payloads(await _body(request)), actor.subject)
            workflow_id = policies.workflow_id(action.application_id)
            converter = PayloadConverter().to_payloads([action])
            sealed = await SealingCodec(sealer, workflow_id).encode(converter)
        except AppError as error:
            logs.get_logger().warning("codec.refused", reason=error.reason, origin=request.headers.get("origin"))
            return _refusal(error)
        _log_action(request, actor, action)
        answer = json_format.MessageToJson(Payloads(payloads=sealed), indent=None)
        return Response(answer, media_type="application/json", headers={"cache-control": "no-store"})

    async def healthy(_: Request) -> Response:
        return JSONResponse({"status": "SERVING"})

    cors = Middleware(
        CORSMiddleware,
        allow_origins=sorted(pages),
        allow_methods=["POST"],
        # What the UI sends: src/lib/services/data-encoder.ts of temporalio/ui.
        allow_headers=["content-type", "x-namespace", "authorization", "authorization-extras"],
        max_age=PREFLIGHT_SECONDS,
    )
    routes = [
        Route("/decode", decode, methods=["POST"]),
        Route("/{namespace}/decode", decode, methods=["POST"]),
        Route("/encode", encode, methods=["POST"]),
        Route("/{namespace}/encode", encode, methods=["POST"]),
        Route("/healthz", healthy),
    ]
    return Starlette(routes=routes, middleware=[cors])


async def _reader(request: Request, verifier: Verifier, anonymous_origins: Collection[str]) -> Principal:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not token and not scheme and request.headers.get("origin") in anonymous_origins:
        return ANONYMOUS
    return await _principal(request, verifier, READERS)


def _check_origin(request: Request, allowed: Collection[str]) -> None:
    """A browser names the page that asks; CORS keeps a foreign one from the answer only, which is made by then."""
    if request.headers.get("origin") not in (None, *allowed):
        raise PermissionDenied("this page may not ask")


async def _principal(request: Request, verifier: Verifier, roles: Collection[str]) -> Principal:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("a bearer token is needed")
    principal = await verifier.verify(token.strip())
    if principal.roles.isdisjoint(roles):
        raise PermissionDenied(f"this needs the role {' or '.join(sorted(roles))}")
    return principal


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise LimitExceeded(f"the body is over {BODY_BYTES_MAX} bytes")
    return bytes(body)


def _payloads(body: bytes) -> list[Payload]:
    try:
        parsed = json.loads(body)
        if not isinstance(parsed, dict):
            raise TypeError("not an object")
        # The UI may add fields of its own to a payload.
        message = json_format.ParseDict(parsed, Payloads(), ignore_unknown_fields=True)
    except (ValueError, RecursionError, TypeError, AttributeError, json_format.ParseError):
        raise InvalidInput('the body must be JSON like {"payloads": [{"metadata": {…}, "data": "…"}]}') from None
    if len(message.payloads) > PAYLOADS_MAX:
        raise LimitExceeded(f"more than {PAYLOADS_MAX} payloads")
    return list(message.payloads)


def _open_all(sealer: Sealer, payloads: Sequence[Payload]) -> str:
    opened = Payloads(payloads=[_readable(sealer, payload) for payload in payloads])
    return json_format.MessageToJson(opened, indent=None)


def _readable(sealer: Sealer, payload: Payload) -> Payload:
    """The payload as a person reads it; what is not sealed (the server's own markers) comes back as it is.

    One that cannot be opened says so in its place, so that it does not hide the others.
    """
    if not is_sealed(payload):
        return payload
    try:
        return _as_json(open_payload(sealer, payload))
    except UnreadablePayload as error:
        logs.get_logger().warning("codec.unreadable", reason=str(error))
        return _json_payload("json/plain", json.dumps({"unreadable": str(error)}))


def _as_json(payload: Payload) -> Payload:
    """A protobuf message in binary as protobuf JSON; anything else, and a message unknown here, unchanged."""
    if payload.metadata.get("encoding") != b"binary/protobuf":
        return payload
    message_type = payload.metadata.get("messageType", b"").decode("utf-8", "replace")
    try:
        message = symbol_database.Default().GetSymbol(message_type)()
        message.ParseFromString(payload.data)
    except (KeyError, DecodeError):
        return payload
    return _json_payload(
        "json/protobuf", json_format.MessageToJson(message, indent=None, ensure_ascii=False), message_type
    )


def _json_payload(encoding: str, text: str, message_type: str | None = None) -> Payload:
    metadata = {"encoding": encoding.encode()}
    if message_type is not None:
        metadata["messageType"] = message_type.encode()
    return Payload(metadata=metadata, data=text.encode())


def _log_read(request: Request, reader: Principal, payloads: Sequence[Payload]) -> None:
    """Who read how much of which workflows: every read of people's data leaves a trace (domain.md, "People's data")."""
    read = Counter(
        payload.metadata[SEALED_FOR][:WORKFLOW_ID_BYTES_LOGGED_MAX].decode("utf-8", "replace")
        for payload in payloads
        if is_sealed(payload) and SEALED_FOR in payload.metadata
    )
    logs.get_logger().info(
        "codec.read",
        reader=reader.subject,
        roles=sorted(reader.roles),
        jti=reader.token_id,
        origin=request.headers.get("origin"),
        namespace=request.path_params.get("namespace") or request.headers.get("x-namespace"),
        workflows=sorted(read)[:WORKFLOWS_LOGGED_MAX],
        workflow_count=len(read),
        count=len(payloads),
    )


def _log_action(request: Request, actor: Principal, action: OperatorAction) -> None:
    """Who had which action sealed for which application; never the reason, which may name people."""
    logs.get_logger().info(
        "codec.action",
        actor=actor.subject,
        jti=actor.token_id,
        origin=request.headers.get("origin"),
        application_id=action.application_id,
        request_id=action.request_id,
        ends=EndGround.Name(action.ground).removeprefix("END_GROUND_") if action.ground else None,
        corrects=action.correction.procedure_id[:WORKFLOW_ID_BYTES_LOGGED_MAX] or None,
    )


def _refusal(error: AppError) -> Response:
    return JSONResponse(
        {"error": error.reason, "message": error.message},
        status_code=STATUS_BY_CODE.get(error.code, 500),
        headers={"www-authenticate": "Bearer"} if error.code == "UNAUTHENTICATED" else None,
    )


def load_message_types() -> None:
    """Import every generated module, so that their messages are known by name."""
    for root in map(Path, onetrip.__path__):
        for path in sorted(root.glob("*/v1/*_pb2.py")):
            importlib.import_module(".".join(("onetrip", *path.relative_to(root).with_suffix("").parts)))


def main() -> None:
    """Serve until SIGTERM; uvicorn finishes what is in flight."""
    settings = load(CodecServerSettings)
    logs.configure("codec", settings.log_level)
    load_message_types()
    verifier = TokenVerifier(settings.token_issuer, settings.token_audience, settings.token_jwks_url)
    if settings.codec_anonymous_origins:
        logs.get_logger().warning("codec.anonymous_allowed", origins=list(settings.codec_anonymous_origins))
    host, port = settings.host_and_port
    keys = DataKeys(PostgresKeys(settings.database_url), Sealer.from_settings(settings))
    sealer = Sealer.from_settings(settings, keys)
    uvicorn.run(
        application(sealer, verifier, settings.codec_origins, settings.codec_anonymous_origins),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        limit_concurrency=CONNECTIONS_MAX,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
