"""The door of Temporal in production: who may call what of it. `python -m deploy.k8s.temporal_door` writes its files.

An Envoy in front of Temporal's frontend asks every caller for a certificate and lets it call what stands here under its
name, and nothing else. Temporal's own authorizer knows callers by tokens, and the Worker Controller sends a token or a
certificate, not both (decision 0069).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from temporalio.api.operatorservice.v1 import service_pb2 as operator_service
from temporalio.api.workflowservice.v1 import service_pb2 as workflow_service

FOLDER = Path(__file__).with_name("components") / "temporal-cluster" / "door"
TYPE = "type.googleapis.com/envoy."
WORKFLOWS = "temporal.api.workflowservice.v1.WorkflowService"
# What every client of Temporal asks first.
HELLO = ("GetSystemInfo",)


@dataclass(frozen=True)
class Allowed:
    """RPCs of the two services that a caller may call: regular expressions of their whole names."""

    workflows: tuple[str, ...] = ()
    operator: tuple[str, ...] = ()


CALLERS: Mapping[str, Allowed] = {
    # Bridge and worker.
    "workflows": Allowed(
        (
            "Poll(WorkflowTask|ActivityTask|NexusTask)Queue",
            "Respond[A-Za-z]+",
            "RecordActivityTaskHeartbeat(ById)?",
            "RecordWorkerHeartbeat",
            "ShutdownWorker",
            "ResetStickyTaskQueue",
            "DescribeNamespace",
            "(Start|Signal|SignalWithStart|Update|Describe|Terminate|RequestCancel)WorkflowExecution",
            "ExecuteMultiOperation",
            "PollWorkflowExecutionUpdate",
            "QueryWorkflow",
            "GetWorkflowExecutionHistory(Reverse)?",
            "(List|Count)WorkflowExecutions",
            "(Create|Describe|Update|Patch|Delete)Schedule",
            "ListSchedules",
        )
    ),
    "setup": Allowed(
        ("RegisterNamespace", "DescribeNamespace", "SetWorkerDeploymentCurrentVersion"),
        ("AddSearchAttributes", "ListSearchAttributes"),
    ),
    "checks": Allowed(
        (
            "DescribeNamespace",
            "DescribeWorkflowExecution",
            "(List|Count)WorkflowExecutions",
            "ListWorkerDeployments",
            "DescribeWorkerDeployment(Version)?",
        ),
        ("ListSearchAttributes",),
    ),
    # An operator's desk: as by the UI, and runs over registers are started, halted and waited for (decision 0044).
    "operator": Allowed(
        (
            "ListWorkflowExecutions",
            "(Start|Signal|Update|Describe)WorkflowExecution",
            "PollWorkflowExecutionUpdate",
            "GetWorkflowExecutionHistory",
        )
    ),
    "temporal-controller": Allowed(
        (
            "[A-Za-z]*WorkerDeployment[A-Za-z]*",
            "DescribeTaskQueue",
            "(Start|Describe)WorkflowExecution",
            "GetWorkflowExecutionHistory",
        )
    ),
    "temporal-scaler": Allowed(("DescribeTaskQueue", "DescribeWorkerDeployment(Version)?", "CountWorkflowExecutions")),
    # Operators see everything and act by updates, which are validated and recorded (decision 0053).
    "temporal-ui": Allowed(
        ("(Get|List|Describe|Count|Query|Scan)[A-Za-z]+", "UpdateWorkflowExecution", "PollWorkflowExecutionUpdate"),
        ("List[A-Za-z]+",),
    ),
}


@dataclass(frozen=True)
class Place:
    """Where the door listens, and where the frontend, the certificates and the door's own files are."""

    listen: tuple[str, int] = ("0.0.0.0", 7233)  # noqa: S104 - a pod's own network
    ready: tuple[str, int] = ("0.0.0.0", 8081)  # noqa: S104 - as above, for probes
    frontend: tuple[str, int] = ("temporal-frontend", 7233)
    own: str = "/certificates/own"
    # None: the frontend is called in the clear, as the development server is in tests.
    inside: str | None = "/certificates/inside"
    files: str = "/config"


def paths(allowed: Allowed) -> list[str]:
    """The RPCs one by one, of those that the pinned SDK knows: Envoy bounds the size of an expression."""
    wanted = ((workflow_service, (*HELLO, *allowed.workflows)), (operator_service, allowed.operator))
    return [
        f"/{service.full_name}/{rpc.name}"
        for module, patterns in wanted
        for service in module.DESCRIPTOR.services_by_name.values()
        for rpc in service.methods
        if any(re.fullmatch(pattern, rpc.name) for pattern in patterns)
    ]


def files(place: Place) -> dict[str, Any]:
    """The configuration, and the files by which Envoy takes up certificates that are replaced."""
    made = {"envoy.json": _configuration(place), **_secrets("own", place.own)}
    return made if place.inside is None else {**made, **_secrets("inside", place.inside)}


def write(folder: Path, place: Place) -> Path:
    """Write them; returns the configuration's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(place).items():
        (folder / name).write_text(json.dumps(content, indent=1) + "\n")
    return folder / "envoy.json"


def _configuration(place: Place) -> dict[str, Any]:
    return {
        "node": {"id": "temporal-door", "cluster": "onetrip"},
        "static_resources": {"listeners": [_door(place), _readiness(place)], "clusters": [_frontend(place)]},
    }


def _door(place: Place) -> dict[str, Any]:
    tls = {
        "@type": TYPE + "extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "require_client_certificate": True,
        "common_tls_context": {
            "alpn_protocols": ["h2"],
            "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
            "tls_certificate_sds_secret_configs": [_named("own", place)],
            "validation_context_sds_secret_config": _named("own-authority", place),
        },
    }
    # A worker's poll is answered when there is something to do: no timeout of ours ends it.
    route = {"match": {"prefix": "/"}, "route": {"cluster": "frontend", "timeout": "0s"}}
    filters = [
        {"name": "rbac", "typed_config": {"@type": TYPE + "extensions.filters.http.rbac.v3.RBAC", "rules": _rules()}},
        {"name": "router", "typed_config": {"@type": TYPE + "extensions.filters.http.router.v3.Router"}},
    ]
    socket = {"name": "envoy.transport_sockets.tls", "typed_config": tls}
    return _listener("door", place.listen, route, filters, {"transport_socket": socket})


def _rules() -> dict[str, Any]:
    return {
        "action": "ALLOW",
        "policies": {
            name: {
                "permissions": [{"url_path": {"path": {"exact": path}}} for path in paths(allowed)],
                "principals": [{"authenticated": {"principal_name": {"exact": name}}}],
            }
            for name, allowed in CALLERS.items()
        },
    }


def _readiness(place: Place) -> dict[str, Any]:
    """Ready while a frontend is: for the kubelet, in the clear."""
    check = {
        "@type": TYPE + "extensions.filters.http.health_check.v3.HealthCheck",
        "pass_through_mode": False,
        "headers": [{"name": ":path", "string_match": {"exact": "/ready"}}],
        "cluster_min_healthy_percentages": {"frontend": {"value": 1}},
    }
    alive = {"match": {"path": "/alive"}, "direct_response": {"status": 200}}
    filters = [
        {"name": "health_check", "typed_config": check},
        {"name": "router", "typed_config": {"@type": TYPE + "extensions.filters.http.router.v3.Router"}},
    ]
    return _listener("ready", place.ready, alive, filters, {})


def _listener(
    name: str,
    address: tuple[str, int],
    route: dict[str, Any],
    filters: list[dict[str, Any]],
    chain: dict[str, Any],
) -> dict[str, Any]:
    manager = {
        "@type": TYPE + "extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": name,
        "stream_idle_timeout": "0s",
        "route_config": {"virtual_hosts": [{"name": name, "domains": ["*"], "routes": [route]}]},
        "http_filters": filters,
    }
    return {
        "name": name,
        "address": _socket(address),
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}], **chain}],
    }


def _frontend(place: Place) -> dict[str, Any]:
    http2 = {
        "@type": TYPE + "extensions.upstreams.http.v3.HttpProtocolOptions",
        "explicit_http_config": {
            "http2_protocol_options": {"connection_keepalive": {"interval": "30s", "timeout": "5s"}}
        },
    }
    cluster = {
        "name": "frontend",
        "connect_timeout": "2s",
        "type": "STRICT_DNS",
        "lb_policy": "LEAST_REQUEST",
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": http2},
        "health_checks": [
            {
                "timeout": "2s",
                "interval": "2s",
                "unhealthy_threshold": 2,
                "healthy_threshold": 1,
                "grpc_health_check": {"service_name": WORKFLOWS},
            }
        ],
        "load_assignment": {
            "cluster_name": "frontend",
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": _socket(place.frontend)}}]}],
        },
    }
    if place.inside is None:
        return cluster
    name = {"san_type": "DNS", "matcher": {"exact": place.frontend[0]}}
    tls = {
        "@type": TYPE + "extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        "sni": place.frontend[0],
        "common_tls_context": {
            "alpn_protocols": ["h2"],
            "tls_params": {"tls_maximum_protocol_version": "TLSv1_3"},
            "tls_certificate_sds_secret_configs": [_named("inside", place)],
            "combined_validation_context": {
                "default_validation_context": {"match_typed_subject_alt_names": [name]},
                "validation_context_sds_secret_config": _named("inside-authority", place),
            },
        },
    }
    return {**cluster, "transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": tls}}


def _secrets(name: str, folder: str) -> dict[str, Any]:
    # The kubelet replaces a folder's files by moving a link in it.
    watched = {"watched_directory": {"path": folder}}
    certificate = {
        "certificate_chain": {"filename": f"{folder}/tls.crt"},
        "private_key": {"filename": f"{folder}/tls.key"},
        **watched,
    }
    authority = {"trusted_ca": {"filename": f"{folder}/ca.crt"}, **watched}
    return {
        f"{name}.json": _secret(name, {"tls_certificate": certificate}),
        f"{name}-authority.json": _secret(f"{name}-authority", {"validation_context": authority}),
    }


def _secret(name: str, content: dict[str, Any]) -> dict[str, Any]:
    kind = TYPE + "extensions.transport_sockets.tls.v3.Secret"
    return {"resources": [{"@type": kind, "name": name, **content}]}


def _named(name: str, place: Place) -> dict[str, Any]:
    source = {"path_config_source": {"path": f"{place.files}/{name}.json"}, "resource_api_version": "V3"}
    return {"name": name, "sds_config": source}


def _socket(address: tuple[str, int]) -> dict[str, Any]:
    return {"socket_address": {"address": address[0], "port_value": address[1]}}


if __name__ == "__main__":
    print(f"written to {write(FOLDER, Place()).parent}")
