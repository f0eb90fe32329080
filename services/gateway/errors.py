"""The errors that Envoy itself makes, told as a service tells its own: over JSON, gRPC and gRPC-Web.

A service answers with google.rpc.Status, which the transcoder prints as JSON. Envoy's own answers would be plain
text, and over gRPC a code guessed from the HTTP status; each HTTP status it can make is mapped to the code and
reason of the error tree here.
"""

import base64
from collections.abc import Iterator
from typing import Any

from google.protobuf import json_format
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc import code_pb2, error_details_pb2, status_pb2

DOMAIN = "onetrip"
# Headers that carry identity or trust inside; from outside they are removed before anything looks at them.
INSIDE_PREFIX = "x-onetrip-"
# Set by the gateway: the content type of the request as it came.
WIRE_HEADER = f"{INSIDE_PREFIX}wire"
# HTTP status: google.rpc.Code, reason, sentence.
LOCAL_ERRORS: dict[int, tuple[int, str, str]] = {
    400: (3, "MALFORMED_MESSAGE", "the request cannot be read"),
    401: (16, "UNAUTHENTICATED", "a valid token is needed"),
    # Of all Envoy checks here only a token for another audience ends like this.
    403: (16, "UNAUTHENTICATED", "a valid token is needed"),
    404: (5, "NOT_FOUND", "there is nothing here"),
    405: (12, "METHOD_NOT_ALLOWED", "this path does not take that method"),
    408: (4, "DEADLINE_EXCEEDED", "the request took too long"),
    411: (3, "MALFORMED_MESSAGE", "the request cannot be read"),
    413: (8, "REQUEST_TOO_LARGE", "the request is over its limit"),
    415: (3, "UNSUPPORTED_MEDIA_TYPE", "this media type is not taken"),
    426: (3, "MALFORMED_MESSAGE", "the request cannot be read"),
    429: (8, "TOO_MANY_REQUESTS", "too many requests; try again after a second"),
    431: (8, "HEADERS_TOO_LARGE", "the headers are over their limit"),
    500: (14, "UNAVAILABLE", "the service cannot be reached; try again"),
    502: (14, "UNAVAILABLE", "the service cannot be reached; try again"),
    503: (14, "UNAVAILABLE", "the service cannot be reached; try again"),
    504: (4, "DEADLINE_EXCEEDED", "the request took too long"),
}
# HTTP statuses that do not fit their code.
TOLD_AS = {403: 401}
# Where waiting helps; what is too large stays too large.
RETRIED = frozenset({429, 500, 502, 503})
RETRY_AFTER_SECONDS = 1


def status(http_status: int) -> status_pb2.Status:
    """Return google.rpc.Status with its details for one of Envoy's own statuses."""
    code, reason, message = LOCAL_ERRORS[http_status]
    result = status_pb2.Status(code=code, message=message)
    result.details.append(_packed(error_details_pb2.ErrorInfo(reason=reason, domain=DOMAIN)))
    if http_status in RETRIED:
        delay = Duration(seconds=RETRY_AFTER_SECONDS)
        result.details.append(_packed(error_details_pb2.RetryInfo(retry_delay=delay)))
    return result


def status_json(http_status: int) -> dict[str, Any]:
    """Return the same as JSON."""
    return json_format.MessageToDict(status(http_status))


def local_reply_config() -> dict[str, Any]:
    """Return Envoy's `local_reply_config`: for each status one mapper for each protocol, the first that fits counts."""
    return {"mappers": [mapper for http_status in LOCAL_ERRORS for mapper in _mappers(http_status)]}


def _mappers(http_status: int) -> Iterator[dict[str, Any]]:
    told = _grpc_status(http_status)
    yield {
        "filter": _both(_is_status(http_status), _came_as("application/grpc-web")),
        # HTTP itself went well; without a body the status is in the headers, as gRPC has it ("trailers only").
        "status_code": 200,
        "headers_to_add": [
            _header("content-type", "application/grpc-web+proto"),
            _header("grpc-message", told.message),
            *(_header(name, value) for name, value in _grpc_headers(told)),
        ],
        "body": {"inline_string": ""},
        "body_format_override": _AS_IT_IS,
    }
    yield {
        "filter": _both(_is_status(http_status), _came_as("application/grpc")),
        "headers_to_add": [_header(name, value) for name, value in _grpc_headers(told)],
        # Envoy makes grpc-message of the body.
        "body": {"inline_string": told.message},
        "body_format_override": _AS_IT_IS,
    }
    yield {
        "filter": _is_status(http_status),
        "status_code": TOLD_AS.get(http_status, http_status),
        "body_format_override": {"json_format": _json_told(http_status), "content_type": "application/json"},
    }


def _json_told(http_status: int) -> dict[str, Any]:
    """The status as JSON; with what the transcoder could not read, in its own words, which name the field."""
    told = status_json(http_status)
    if http_status == 400:
        fault = {"field": "request", "description": "%LOCAL_REPLY_BODY%"}
        told["details"].append({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [fault]})
    return told


_AS_IT_IS = {"text_format_source": {"inline_string": "%LOCAL_REPLY_BODY%"}}


def _grpc_status(http_status: int) -> status_pb2.Status:
    """The status as gRPC tells it: a method that is not there is UNIMPLEMENTED (gRPC's own rule)."""
    told = status(http_status)
    if http_status == 404:
        told.code = code_pb2.UNIMPLEMENTED
    return told


def _grpc_headers(told: status_pb2.Status) -> list[tuple[str, str]]:
    return [
        ("grpc-status", str(told.code)),
        ("grpc-status-details-bin", _encoded(told.SerializeToString(deterministic=True))),
    ]


def _packed(message: error_details_pb2.ErrorInfo | error_details_pb2.RetryInfo) -> AnyMessage:
    packed = AnyMessage()
    packed.Pack(message)
    return packed


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _both(*filters: dict[str, Any]) -> dict[str, Any]:
    return {"and_filter": {"filters": list(filters)}}


def _is_status(http_status: int) -> dict[str, Any]:
    comparison = {"op": "EQ", "value": {"default_value": http_status, "runtime_key": "none"}}
    return {"status_code_filter": {"comparison": comparison}}


def _came_as(content_type: str) -> dict[str, Any]:
    return {"header_filter": {"header": {"name": WIRE_HEADER, "string_match": {"prefix": content_type}}}}


def _header(name: str, value: str) -> dict[str, Any]:
    return {"header": {"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
