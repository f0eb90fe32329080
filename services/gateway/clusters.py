"""Envoy's clusters: the parts' replicas, the issuer of tokens and the collector of traces."""

from typing import Any
from urllib.parse import urlparse

from services.gateway.settings import Address, GatewaySettings
from services.gateway.transport import upstream_tls

TYPE = "type.googleapis.com/envoy."
HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
IDENTITY_CLUSTER = "identity"
TRACES_CLUSTER = "traces"
# How much of one stream, and of all streams of a connection, may be under way. Envoy's default of 256 MiB would let
# whole files pile up in memory when one side is slower.
WINDOWS = {"initial_stream_window_size": 1024 * 1024, "initial_connection_window_size": 16 * 1024 * 1024}
# With both sides' certificates, at a replica that has just started on a busy node.
CONNECT_TIMEOUT = "5s"
# How often replicas are looked for; an answer of Kubernetes' DNS lives as long.
LOOK_AGAIN = "5s"
# While the name server does not answer.
LOOK_AGAIN_AFTER_FAILURE = {"base_interval": "0.5s", "max_interval": "2s"}
# Calls of a part that may wait at once for a replica that takes them (`Limits.retries_max`). With Envoy's default of
# three a crowd's fourth would be refused while a replica is replaced.
WAITING_MAX = 200


def clusters(settings: GatewaySettings, folder: str) -> list[dict[str, Any]]:
    """Everybody whom the gateway calls. `folder`: where the files of `transport.secrets` are."""
    parts = [
        {**_grpc_cluster(name, addresses), **upstream_tls(settings, name, folder)}
        for name, addresses in sorted(settings.parts.items())
    ]
    return [*parts, _identity_cluster(settings), *_traces(settings)]


def socket(address: Address) -> dict[str, Any]:
    """An address as Envoy wants it."""
    return {"socket_address": {"address": address.host, "port_value": address.port}}


def _grpc_cluster(name: str, addresses: tuple[Address, ...]) -> dict[str, Any]:
    http2 = {"connection_keepalive": {"interval": "30s", "timeout": "5s"}, **WINDOWS}
    return {
        **_found_by_dns(name, addresses),
        "lb_policy": "LEAST_REQUEST",
        "typed_extension_protocol_options": _http2(http2),
        "circuit_breakers": {"thresholds": [{"max_retries": WAITING_MAX}]},
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
    }


def _traces(settings: GatewaySettings) -> list[dict[str, Any]]:
    if settings.traces is None:
        return []
    found = _found_by_dns(TRACES_CLUSTER, (settings.traces,))
    return [{**found, "typed_extension_protocol_options": _http2({})}]


def _identity_cluster(settings: GatewaySettings) -> dict[str, Any]:
    url = urlparse(settings.token_jwks_url)
    address = Address(url.hostname or "", url.port or (443 if url.scheme == "https" else 80))
    cluster = _found_by_dns(IDENTITY_CLUSTER, (address,))
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


def _found_by_dns(name: str, addresses: tuple[Address, ...]) -> dict[str, Any]:
    endpoints = [{"endpoint": {"address": socket(address)}} for address in addresses]
    # Every address that a name has is a replica.
    dns = {
        "@type": TYPE + "extensions.clusters.dns.v3.DnsCluster",
        "dns_refresh_rate": LOOK_AGAIN,
        "dns_failure_refresh_rate": LOOK_AGAIN_AFTER_FAILURE,
    }
    return {
        "name": name,
        "connect_timeout": CONNECT_TIMEOUT,
        "cluster_type": {"name": "envoy.clusters.dns", "typed_config": dns},
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": endpoints}]},
    }


def _http2(options: dict[str, Any]) -> dict[str, Any]:
    http2 = {"explicit_http_config": {"http2_protocol_options": options}}
    return {HTTP_OPTIONS: {"@type": f"type.googleapis.com/{HTTP_OPTIONS}", **http2}}
