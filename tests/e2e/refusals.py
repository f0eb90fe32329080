"""What a refusal looks like, whoever made it: google.rpc.Status as JSON, with a reason, naming the fields at fault."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx

ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"
KNOWN_DETAILS = frozenset({ERROR_INFO, BAD_REQUEST, RETRY_INFO})

# google.rpc.Code, and the HTTP status it travels with (google/rpc/code.proto).
INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED = (3, 400), (5, 404), (6, 409), (7, 403)
RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, UNAUTHENTICATED = (8, 429), (9, 400), (10, 409), (16, 401)
UNKNOWN, INTERNAL = 2, 13

# What a program says of its inside: none of it is for people outside.
INSIDE = re.compile(r"Traceback|File \"|asyncpg|grpc\.|\.py\b|/home/|/root/|SELECT |INSERT |postgres|upstream", re.I)


def details_of(response: httpx.Response) -> dict[str, Any]:
    """The details of a refusal by type."""
    return {detail["@type"]: detail for detail in response.json()["details"]}


def fields_of(response: httpx.Response) -> dict[str, str]:
    """The fields a refusal names, with what is wrong with each."""
    faults = details_of(response).get(BAD_REQUEST, {}).get("fieldViolations", [])
    return {fault["field"]: fault["description"] for fault in faults}


def assert_refused(response: httpx.Response, code: tuple[int, int], reason: str, *fields: str) -> None:
    """Assert that it is this refusal, in the one shape all refusals have, naming at least these fields."""
    shown = f"{response.status_code} {response.text[:600]}"
    assert response.headers["content-type"] == "application/json", shown
    body = json.loads(response.content)
    assert set(body) == {"code", "message", "details"}, shown
    assert (body["code"], response.status_code) == code, shown
    assert body["code"] not in (UNKNOWN, INTERNAL), shown
    assert body["message"], shown
    assert {detail["@type"] for detail in body["details"]} <= KNOWN_DETAILS, shown
    info = details_of(response)[ERROR_INFO]
    assert (info["reason"], info["domain"]) == (reason, "onetrip"), shown
    assert set(fields) <= set(fields_of(response)), shown
    assert not INSIDE.search(response.text), shown
