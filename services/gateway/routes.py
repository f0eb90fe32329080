"""Which request goes where, and which needs a token: one entry for each public RPC, deny by default."""

import json
from typing import Any

from services.gateway.errors import INSIDE_PREFIX
from services.gateway.rpcs import Rpc, public_rpcs
from services.gateway.settings import GatewaySettings

OPENAPI_PATH = "/openapi.json"
HEALTH_PATH = "/healthz"
PROVIDER = {"provider_name": "issuer"}
TICKET_PARAMETER = "ticket"
BODY_LIMIT = "envoy.filters.http.buffer"
BODY_LIMIT_TYPE = "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute"
TRANSCODER = "envoy.filters.http.grpc_json_transcoder"
FILTER_CONFIG_TYPE = "type.googleapis.com/envoy.config.route.v3.FilterConfig"
OTHER_HOST = "envoy.retry_host_predicates.previous_hosts"
OTHER_HOST_TYPE = "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"
CORS_TYPE = "type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy"
# What gRPC-Web and our JSON clients send and read.
REQUEST_HEADERS = "authorization,content-type,x-grpc-web,x-user-agent,grpc-timeout,traceparent,last-event-id"
RESPONSE_HEADERS = "grpc-status,grpc-message,grpc-status-details-bin"
CORS_CACHE_SECONDS = "600"


def route_table(settings: GatewaySettings, openapi_path: str) -> dict[str, Any]:
    """Return Envoy's route configuration.

    A JSON request matches the catch-all of `/v1/` only until the transcoder has found its RPC; then the
    route is looked up again, by the RPC's own path.
    """
    host = {
        "name": "public",
        "domains": ["*"],
        "routes": [
            *(_rpc_route(rpc, settings) for rpc in public_rpcs()),
            _answer({"path": OPENAPI_PATH}, 200, {"filename": openapi_path}),
            _answer({"path": HEALTH_PATH}, 200, {"inline_string": json.dumps({"status": "SERVING"})}),
            _nothing(),
        ],
        "typed_per_filter_config": {"envoy.filters.http.cors": _cors(settings)},
    }
    # The OpenAPI document is far over the default of 4 KiB for an answer from a file.
    return {"name": "public", "virtual_hosts": [host], "max_direct_response_body_size_bytes": 4 * 1024 * 1024}


def authentication_rules() -> list[dict[str, Any]]:
    """Return the rules of the token check; the first that matches counts, the last asks for a token."""
    rules: list[dict[str, Any]] = [
        {"match": {"path": OPENAPI_PATH}},
        {"match": {"path": HEALTH_PATH}},
    ]
    for rpc in public_rpcs():
        if rpc.access.anonymous:
            # A token is not needed, but one that is sent must be good.
            optional = {"requires_any": {"requirements": [PROVIDER, {"allow_missing": {}}]}}
            rules += [{"match": match, "requires": optional} for match in _matches(rpc)]
        if rpc.access.ticket:
            ticket = {"query_parameters": [{"name": TICKET_PARAMETER, "present_match": True}]}
            # The service checks the ticket; Envoy cannot.
            rules.append({"match": {**_json_match(rpc), **ticket}})
    rules.append({"match": {"prefix": "/"}, "requires": PROVIDER})
    return rules


def _matches(rpc: Rpc) -> list[dict[str, Any]]:
    return [{"path": rpc.grpc_path}, _json_match(rpc)]


def _json_match(rpc: Rpc) -> dict[str, Any]:
    return {
        "safe_regex": {"regex": rpc.http_path_regex},
        "headers": [{"name": ":method", "string_match": {"exact": rpc.http_method}}],
    }


def _rpc_route(rpc: Rpc, settings: GatewaySettings) -> dict[str, Any]:
    limits = settings.limits
    # `timeout` begins with the end of the request; a request that never ends is ended by `idle_timeout`.
    action: dict[str, Any] = {
        "cluster": rpc.part,
        "timeout": f"{limits.unary_seconds}s",
        "idle_timeout": f"{limits.unary_seconds}s",
    }
    route: dict[str, Any] = {
        "name": rpc.descriptor.full_name,
        "match": {"path": rpc.grpc_path},
        "route": action,
        # The span's name; not told to the caller.
        "decorator": {"operation": rpc.grpc_path, "propagate": False},
    }
    if rpc.descriptor.client_streaming:
        action["timeout"] = f"{limits.upload_seconds}s"
        # The service counts an upload as it passes.
        route["typed_per_filter_config"] = {BODY_LIMIT: {"@type": BODY_LIMIT_TYPE, "disabled": True}}
    elif rpc.descriptor.server_streaming:
        action |= {
            "timeout": "0s",
            "idle_timeout": f"{limits.watch_seconds}s",
            "max_stream_duration": {"max_stream_duration": f"{limits.watch_seconds}s"},
        }
    else:
        action["retry_policy"] = _retries(settings)
    return route


def _retries(settings: GatewaySettings) -> dict[str, Any]:
    """Only what nobody took is tried again: nothing was done then. A connection that was refused or was not finished, a
    stream that a replica did not take because it leaves.

    At another replica where there is one; where there is none, its successor may take seconds to be found
    (`clusters.LOOK_AGAIN`). Each pause is by chance between nothing and its length; five are three seconds and a half
    on the average.
    """
    return {
        "retry_on": "connect-failure,refused-stream,reset-before-request",
        "num_retries": settings.limits.retries_max,
        "retry_back_off": {"base_interval": "0.25s", "max_interval": "2s"},
        "retry_host_predicate": [{"name": OTHER_HOST, "typed_config": {"@type": OTHER_HOST_TYPE}}],
        "host_selection_retry_max_attempts": 3,
    }


def _answer(match: dict[str, Any], status: int, body: dict[str, Any]) -> dict[str, Any]:
    header = {
        "header": {"key": "content-type", "value": "application/json"},
        "append_action": "OVERWRITE_IF_EXISTS_OR_ADD",
    }
    return {
        "match": match,
        "direct_response": {"status": status, "body": body},
        "response_headers_to_add": [header],
        # These are no RPCs: the transcoder would refuse them before they are answered.
        "typed_per_filter_config": {TRANSCODER: {"@type": FILTER_CONFIG_TYPE, "disabled": True}},
    }


def _nothing() -> dict[str, Any]:
    """What is neither an RPC nor a page. A JSON request passes here until the transcoder has found its RPC."""
    # Not a direct response: the CORS filter takes no notice of those, and browsers could read no answer. A cluster
    # named by a header that nobody can send does not exist.
    nowhere = {"cluster_header": f"{INSIDE_PREFIX}nowhere", "cluster_not_found_response_code": "NOT_FOUND"}
    return {"match": {"prefix": "/"}, "route": nowhere}


def _cors(settings: GatewaySettings) -> dict[str, Any]:
    return {
        "@type": CORS_TYPE,
        "allow_origin_string_match": [{"exact": origin} for origin in settings.cors_origins],
        "allow_methods": "GET,POST,PUT,PATCH,DELETE,OPTIONS",
        "allow_headers": REQUEST_HEADERS,
        "expose_headers": RESPONSE_HEADERS,
        "max_age": CORS_CACHE_SECONDS,
        "forward_not_matching_preflights": False,
    }
