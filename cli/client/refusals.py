"""What the gateway says when it says no: google.rpc.Status as JSON, read into an error that names the reason."""

from __future__ import annotations

import json
from typing import Any

import httpx

from cli.errors import CommandFailed, Refused

ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"
BODY_CHARACTERS_SHOWN = 200


class GatewayUnreachable(CommandFailed):
    """Nobody answers, or only that it cannot now; tried again as often as the client does."""


class Refusal(Refused):
    """An answer that is an error: `code` of gRPC (3 INVALID_ARGUMENT, 9 FAILED_PRECONDITION …), `reason` of the error
    tree, and the fields at fault by name.
    """

    def __init__(
        self, code: int, reason: str, message: str, fields: dict[str, str], retry_after_seconds: float
    ) -> None:
        faults = "".join(f"\n  {field}: {description}" for field, description in fields.items())
        super().__init__(f"{reason or code}: {message}{faults}")
        self.code = code
        self.reason = reason
        self.fields = fields
        self.retry_after_seconds = retry_after_seconds


def refusal_of(response: httpx.Response) -> Refusal:
    """Read an error answer. A body that is no status keeps its HTTP number as the message."""
    try:
        body = json.loads(response.content)
        details = {detail["@type"]: detail for detail in body.get("details", [])}
        return Refusal(
            int(body["code"]),
            details.get(ERROR_INFO, {}).get("reason", ""),
            body.get("message", ""),
            _fields(details.get(BAD_REQUEST, {})),
            _seconds(details.get(RETRY_INFO, {}).get("retryDelay", "0s")),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        shown = response.text[:BODY_CHARACTERS_SHOWN]
        return Refusal(2, "", f"HTTP {response.status_code}: {shown}", {}, 0.0)


def _fields(bad_request: dict[str, Any]) -> dict[str, str]:
    return {fault["field"]: fault.get("description", "") for fault in bad_request.get("fieldViolations", [])}


def _seconds(duration: str) -> float:
    return float(duration.removesuffix("s") or 0)
