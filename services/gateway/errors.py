"""The errors that Envoy itself makes, in the same JSON status as a service's.

A service answers with google.rpc.Status, which the transcoder prints as JSON. Envoy's own answers would be
plain text; each HTTP status it can make is mapped to the code and reason of the error tree here.
"""

from typing import Any

DOMAIN = "onetrip"
# HTTP status: google.rpc.Code, reason, sentence.
LOCAL_ERRORS: dict[int, tuple[int, str, str]] = {
    400: (3, "MALFORMED_MESSAGE", "the request cannot be read"),
    401: (16, "UNAUTHENTICATED", "a valid token is needed"),
    403: (7, "PERMISSION_DENIED", "this is not yours to do"),
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
RETRY_AFTER_SECONDS = 1


def status_json(http_status: int) -> dict[str, Any]:
    """Return google.rpc.Status with its ErrorInfo as JSON for one of Envoy's own statuses."""
    code, reason, message = LOCAL_ERRORS[http_status]
    details: list[dict[str, Any]] = [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": DOMAIN}
    ]
    if code in {8, 14}:
        retry = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{RETRY_AFTER_SECONDS}s"}
        details.append(retry)
    return {"code": code, "message": message, "details": details}


def local_reply_config() -> dict[str, Any]:
    """Return Envoy's `local_reply_config`: one mapper for each status."""
    return {
        "mappers": [
            {
                "filter": {
                    "status_code_filter": {
                        "comparison": {"op": "EQ", "value": {"default_value": status, "runtime_key": "none"}}
                    }
                },
                "body_format_override": {"json_format": status_json(status), "content_type": "application/json"},
            }
            for status in LOCAL_ERRORS
        ]
    }
