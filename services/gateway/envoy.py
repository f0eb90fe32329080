"""Envoy's whole configuration, made from the contract and a few settings.

One listener takes JSON, gRPC-Web and gRPC. A request goes through: headers that only we may set are
dropped, CORS, the token check, the rate limit of its caller, gRPC-Web and JSON to gRPC, and the route of
exactly one RPC. What has no route here does not exist for the outside: internal services, health and
reflection among them.
"""

import base64
from typing import Any

from services.gateway.clusters import IDENTITY_CLUSTER, TRACES_CLUSTER, WINDOWS, clusters, socket
from services.gateway.errors import INSIDE_PREFIX, WIRE_HEADER, local_reply_config
from services.gateway.routes import authentication_rules, route_table
from services.gateway.rpcs import descriptor_set, public_services
from services.gateway.settings import GatewaySettings

TYPE = "type.googleapis.com/envoy."
# Headers that carry identity or trust inside; from outside they are removed before anything looks at them.
CALLER_HEADER = "x-onetrip-caller"
INSIDE_HEADERS = ("x-forwarded-user", "x-user-id", "x-real-ip")
PATH_CHARACTERS_TOLD = 4
# No replica, a connection that failed, overflowed, was reset or ended, a time that was over, tries that did not help.
FAULT_FLAGS = ("UH", "UF", "UO", "UR", "UC", "UT", "LR", "URX")
FAULTS_FROM = 502
JWKS_CACHE = "300s"


def configuration(settings: GatewaySettings, openapi_path: str, folder: str = "") -> dict[str, Any]:
    """Return Envoy's bootstrap as a dict, to be written as JSON.

    `openapi_path`: the document to serve. `folder`: where the files of `transport.secrets` are.
    """
    listener = {
        "name": "public",
        "address": socket(settings.listen),
        "per_connection_buffer_limit_bytes": 1024 * 1024,
        "filter_chains": [{"filters": [_http_manager(settings, openapi_path)], **_tls(settings)}],
    }
    return {
        "node": {"id": "gateway", "cluster": "onetrip"},
        "admin": {"address": socket(settings.admin)},
        "static_resources": {"listeners": [listener], "clusters": clusters(settings, folder)},
        "overload_manager": {
            "resource_monitors": [
                {
                    "name": "envoy.resource_monitors.global_downstream_max_connections",
                    "typed_config": {
                        "@type": TYPE
                        + "extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                        "max_active_downstream_connections": settings.limits.connections_max,
                    },
                }
            ]
        },
    }


def _http_manager(settings: GatewaySettings, openapi_path: str) -> dict[str, Any]:
    limits = settings.limits
    return {
        "name": "envoy.filters.network.http_connection_manager",
        "typed_config": {
            "@type": TYPE + "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "public",
            "codec_type": "AUTO",
            "use_remote_address": True,
            "server_name": "onetrip",
            "normalize_path": True,
            "merge_slashes": True,
            "path_with_escaped_slashes_action": "REJECT_REQUEST",
            "max_request_headers_kb": limits.headers_kib_max,
            "request_headers_timeout": "10s",
            # From the first byte to the end of the request; the longest is an upload.
            "request_timeout": f"{limits.upload_seconds}s",
            "stream_idle_timeout": f"{limits.watch_seconds}s",
            "common_http_protocol_options": {
                "idle_timeout": f"{limits.watch_seconds}s",
                "max_headers_count": 64,
                "headers_with_underscores_action": "REJECT_REQUEST",
            },
            "http2_protocol_options": {"max_concurrent_streams": limits.streams_per_connection_max, **WINDOWS},
            "early_header_mutation_extensions": [_drop_inside_headers()],
            "local_reply_config": local_reply_config(),
            **_tracing(settings),
            "access_log": [_unanswered()],
            "route_config": route_table(settings, openapi_path),
            "http_filters": [
                _filter("cors", "cors.v3.Cors"),
                # Before all that may refuse: a gRPC-Web client is told in its own framing.
                _filter("grpc_web", "grpc_web.v3.GrpcWeb"),
                _authentication(settings),
                _rate_limit(settings),
                _transcoder(settings),
                # After the transcoder, which has found the RPC and its route by then.
                _filter("buffer", "buffer.v3.Buffer", max_request_bytes=limits.body_bytes_max),
                _filter("router", "router.v3.Router", suppress_envoy_headers=True),
            ],
        },
    }


def _filter(name: str, config: str, **fields: Any) -> dict[str, Any]:
    typed = {"@type": f"{TYPE}extensions.filters.http.{config}", **fields}
    return {"name": f"envoy.filters.http.{name}", "typed_config": typed}


def _unanswered() -> dict[str, Any]:
    """A line for each call that a part did not answer: why, in Envoy's words, at which replica, after how many tries.

    Neither path nor caller: a path may name a ticket, a tracking number, a telephone.
    """
    line = {
        "event": "gateway.unanswered",
        "level": "warning",
        "service": "gateway",
        "timestamp": "%START_TIME%",
        "rpc": "%ROUTE_NAME%",
        "status": "%RESPONSE_CODE%",
        "flags": "%RESPONSE_FLAGS%",
        "why": "%RESPONSE_CODE_DETAILS%",
        "connection": "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
        "replica": "%UPSTREAM_HOST%",
        "tries": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
        "duration_ms": "%DURATION%",
        "trace_id": "%TRACE_ID%",
    }
    at_least = {"op": "GE", "value": {"default_value": FAULTS_FROM, "runtime_key": "unanswered_from"}}
    return {
        "name": "envoy.access_loggers.stdout",
        "filter": {
            "or_filter": {
                "filters": [
                    # A gRPC client is told in a trailer: its status is 200.
                    {"response_flag_filter": {"flags": list(FAULT_FLAGS)}},
                    {"status_code_filter": {"comparison": at_least}},
                ]
            }
        },
        "typed_config": {
            "@type": TYPE + "extensions.access_loggers.stream.v3.StdoutAccessLog",
            "log_format": {"json_format": line},
        },
    }


def _tracing(settings: GatewaySettings) -> dict[str, Any]:
    """Spans of requests. Of a path "/v1/" is told: what follows may be a ticket, a tracking number, a telephone."""
    if settings.traces is None:
        return {}
    config = {
        "@type": TYPE + "config.trace.v3.OpenTelemetryConfig",
        "service_name": "gateway",
        "grpc_service": {"envoy_grpc": {"cluster_name": TRACES_CLUSTER}, "timeout": "1s"},
    }
    return {
        "tracing": {
            "provider": {"name": "envoy.tracers.opentelemetry", "typed_config": config},
            "random_sampling": {"value": settings.traces_share * 100},
            "max_path_tag_length": PATH_CHARACTERS_TOLD,
        }
    }


def _drop_inside_headers() -> dict[str, Any]:
    return {
        "name": "envoy.http.early_header_mutation.header_mutation",
        "typed_config": {
            "@type": TYPE + "extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
            "mutations": [
                {"remove_on_match": {"key_matcher": {"prefix": INSIDE_PREFIX}}},
                # What steers Envoy itself: timeouts, retries, tracing.
                {"remove_on_match": {"key_matcher": {"prefix": "x-envoy-"}}},
                *({"remove": name} for name in INSIDE_HEADERS),
                # Filters rewrite the content type; an error must still be told in the caller's protocol.
                {"append": {"header": {"key": WIRE_HEADER, "value": "%REQ(content-type)%"}}},
            ],
        },
    }


def _authentication(settings: GatewaySettings) -> dict[str, Any]:
    provider = {
        "issuer": settings.token_issuer,
        "audiences": [settings.token_audience],
        "require_expiration": True,
        # The service checks it again.
        "forward": True,
        "from_headers": [{"name": "authorization", "value_prefix": "Bearer "}],
        "claim_to_headers": [{"claim_name": "sub", "header_name": CALLER_HEADER}],
        "remote_jwks": {
            "http_uri": {"uri": settings.token_jwks_url, "cluster": IDENTITY_CLUSTER, "timeout": "5s"},
            "cache_duration": JWKS_CACHE,
            # Nobody is let in before the keys were asked for: a good token would be refused.
            "async_fetch": {},
            "retry_policy": {"num_retries": 3},
        },
    }
    rules = authentication_rules()
    return _filter("jwt_authn", "jwt_authn.v3.JwtAuthentication", providers={"issuer": provider}, rules=rules)


def _rate_limit(settings: GatewaySettings) -> dict[str, Any]:
    limits = settings.limits
    bucket = {
        "max_tokens": limits.caller_burst,
        "tokens_per_fill": limits.caller_per_second,
        "fill_interval": "1s",
    }
    everybody = {
        "max_tokens": limits.caller_burst * 100,
        "tokens_per_fill": limits.caller_per_second * 100,
        "fill_interval": "1s",
    }
    always = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    return _filter(
        "local_ratelimit",
        "local_ratelimit.v3.LocalRateLimit",
        stat_prefix="callers",
        token_bucket=everybody,
        filter_enabled=always,
        filter_enforced=always,
        max_dynamic_descriptors=limits.callers_max,
        # An entry without a value stands for each value: a bucket for every person, and for every address
        # that came without a token.
        descriptors=[
            {"entries": [{"key": "caller"}], "token_bucket": bucket},
            {"entries": [{"key": "anonymous", "value": "true"}, {"key": "remote_address"}], "token_bucket": bucket},
        ],
        rate_limits=[
            {"actions": [{"request_headers": {"header_name": CALLER_HEADER, "descriptor_key": "caller"}}]},
            {
                "actions": [
                    {
                        "header_value_match": {
                            "descriptor_key": "anonymous",
                            "descriptor_value": "true",
                            "headers": [{"name": CALLER_HEADER, "present_match": True, "invert_match": True}],
                        }
                    },
                    {"remote_address": {}},
                ]
            },
        ],
    )


def _transcoder(settings: GatewaySettings) -> dict[str, Any]:
    return _filter(
        "grpc_json_transcoder",
        "grpc_json_transcoder.v3.GrpcJsonTranscoder",
        proto_descriptor_bin=base64.b64encode(descriptor_set()).decode(),
        services=list(public_services()),
        convert_grpc_status=True,
        max_request_body_size=settings.limits.body_bytes_max,
        request_validation_options={
            "reject_unknown_method": True,
            "reject_unknown_query_parameters": True,
            "reject_binding_body_field_collisions": True,
        },
        print_options={"stream_newline_delimited": False, "stream_sse_style_delimited": True},
    )


def _tls(settings: GatewaySettings) -> dict[str, Any]:
    if settings.tls_certificate_path is None:
        return {}
    return {
        "transport_socket": {
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": TYPE + "extensions.transport_sockets.tls.v3.DownstreamTlsContext",
                "common_tls_context": {
                    "alpn_protocols": ["h2", "http/1.1"],
                    "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
                    "tls_certificates": [
                        {
                            "certificate_chain": {"filename": settings.tls_certificate_path},
                            "private_key": {"filename": settings.tls_key_path},
                        }
                    ],
                },
            },
        }
    }
