"""Envoy's whole configuration, made from the contract and a few settings.

One listener takes JSON, gRPC-Web and gRPC. A request goes through: headers that only we may set are
dropped, CORS, the token check, the rate limit of its caller, gRPC-Web and JSON to gRPC, and the route of
exactly one RPC. What has no route here does not exist for the outside: internal services, health and
reflection among them.
"""

import base64
from typing import Any
from urllib.parse import urlparse

from services.gateway.errors import INSIDE_PREFIX, WIRE_HEADER, local_reply_config
from services.gateway.routes import authentication_rules, route_table
from services.gateway.rpcs import descriptor_set, public_services
from services.gateway.settings import Address, GatewaySettings
from services.gateway.transport import upstream_tls

TYPE = "type.googleapis.com/envoy."
# Headers that carry identity or trust inside; from outside they are removed before anything looks at them.
CALLER_HEADER = "x-onetrip-caller"
INSIDE_HEADERS = ("x-forwarded-user", "x-user-id", "x-real-ip")
IDENTITY_CLUSTER = "identity"
TRACES_CLUSTER = "traces"
PATH_CHARACTERS_TOLD = 4
# How much of one stream, and of all streams of a connection, may be under way. Envoy's default of 256 MiB would let
# whole files pile up in memory when one side is slower.
WINDOWS = {"initial_stream_window_size": 1024 * 1024, "initial_connection_window_size": 16 * 1024 * 1024}
CONNECT_TIMEOUT = "2s"
JWKS_CACHE = "300s"


def configuration(settings: GatewaySettings, openapi_path: str, folder: str = "") -> dict[str, Any]:
    """Return Envoy's bootstrap as a dict, to be written as JSON.

    `openapi_path`: the document to serve. `folder`: where the files of `transport.secrets` are.
    """
    listener = {
        "name": "public",
        "address": _socket(settings.listen),
        "per_connection_buffer_limit_bytes": 1024 * 1024,
        "filter_chains": [{"filters": [_http_manager(settings, openapi_path)], **_tls(settings)}],
    }
    clusters = [
        {**_grpc_cluster(name, addresses), **upstream_tls(settings, name, folder)}
        for name, addresses in sorted(settings.parts.items())
    ]
    return {
        "node": {"id": "gateway", "cluster": "onetrip"},
        "admin": {"address": _socket(settings.admin)},
        "static_resources": {
            "listeners": [listener],
            "clusters": [*clusters, _identity_cluster(settings), *_traces(settings)],
        },
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


def _traces(settings: GatewaySettings) -> list[dict[str, Any]]:
    if settings.traces is None:
        return []
    http2 = {"explicit_http_config": {"http2_protocol_options": {}}}
    options = {"@type": TYPE + "extensions.upstreams.http.v3.HttpProtocolOptions", **http2}
    return [
        {
            "name": TRACES_CLUSTER,
            "connect_timeout": CONNECT_TIMEOUT,
            "type": "STRICT_DNS",
            "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options},
            "load_assignment": _assignment(TRACES_CLUSTER, (settings.traces,)),
        }
    ]


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
            "http_uri": {"uri": settings.token_jwks_url, "cluster": IDENTITY_CLUSTER, "timeout": "2s"},
            "cache_duration": JWKS_CACHE,
            "async_fetch": {"fast_listener": True},
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


def _grpc_cluster(name: str, addresses: tuple[Address, ...]) -> dict[str, Any]:
    options = {
        "@type": TYPE + "extensions.upstreams.http.v3.HttpProtocolOptions",
        "explicit_http_config": {
            "http2_protocol_options": {"connection_keepalive": {"interval": "30s", "timeout": "5s"}, **WINDOWS}
        },
    }
    return {
        "name": name,
        "connect_timeout": CONNECT_TIMEOUT,
        "type": "STRICT_DNS",
        "lb_policy": "LEAST_REQUEST",
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options},
        # A replica that leaves is no longer named by DNS, seconds before it drains: from then on it gets no call,
        # however healthy it is.
        "ignore_health_on_host_removal": True,
        # A replica that drains says so by its health; its calls go to the others before it stops.
        "health_checks": [
            {
                "timeout": "1s",
                "interval": "2s",
                "no_traffic_interval": "2s",
                "unhealthy_threshold": 1,
                "healthy_threshold": 1,
                "grpc_health_check": {},
            }
        ],
        "load_assignment": _assignment(name, addresses),
    }


def _identity_cluster(settings: GatewaySettings) -> dict[str, Any]:
    url = urlparse(settings.token_jwks_url)
    address = Address(url.hostname or "", url.port or (443 if url.scheme == "https" else 80))
    cluster: dict[str, Any] = {
        "name": IDENTITY_CLUSTER,
        "connect_timeout": CONNECT_TIMEOUT,
        "type": "STRICT_DNS",
        "load_assignment": _assignment(IDENTITY_CLUSTER, (address,)),
    }
    if url.scheme == "https":
        cluster["transport_socket"] = {
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": TYPE + "extensions.transport_sockets.tls.v3.UpstreamTlsContext",
                "sni": url.hostname,
                "common_tls_context": {"validation_context": {"system_root_certs": {}}},
            },
        }
    return cluster


def _assignment(name: str, addresses: tuple[Address, ...]) -> dict[str, Any]:
    endpoints = [{"endpoint": {"address": _socket(address)}} for address in addresses]
    return {"cluster_name": name, "endpoints": [{"lb_endpoints": endpoints}]}


def _socket(address: Address) -> dict[str, Any]:
    return {"socket_address": {"address": address.host, "port_value": address.port}}
