"""How the gateway calls the parts where they know each other by certificates (decision 0068).

Envoy takes certificates up again when their files are replaced only where a file of its own names them: `secrets`.
"""

from typing import Any

from services.gateway.settings import GatewaySettings

TYPE = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3."
IDENTITY, AUTHORITY = "identity", "authority"


def secrets(settings: GatewaySettings) -> dict[str, dict[str, Any]]:
    """The files beside the configuration: by name, what Envoy reads in them. None where calls are in the clear."""
    if settings.grpc_certificates is None:
        return {}
    folder = settings.grpc_certificates
    # The kubelet replaces a folder's files by moving a link in it.
    watched = {"watched_directory": {"path": folder}}
    own = {
        "certificate_chain": {"filename": f"{folder}/tls.crt"},
        "private_key": {"filename": f"{folder}/tls.key"},
        **watched,
    }
    authority = {"trusted_ca": {"filename": f"{folder}/ca.crt"}, **watched}
    return {
        _file(IDENTITY): _resources(IDENTITY, {"tls_certificate": own}),
        _file(AUTHORITY): _resources(AUTHORITY, {"validation_context": authority}),
    }


def upstream_tls(settings: GatewaySettings, part: str, folder: str) -> dict[str, Any]:
    """What the cluster of a part has beside: it is called as `part`, and has to prove that it is."""
    if settings.grpc_certificates is None:
        return {}
    name = {"san_type": "DNS", "matcher": {"exact": part}}
    return {
        "transport_socket": {
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": TYPE + "UpstreamTlsContext",
                "sni": part,
                "common_tls_context": {
                    "alpn_protocols": ["h2"],
                    # Envoy as a client stops at 1.2 unless it is told.
                    "tls_params": {
                        "tls_minimum_protocol_version": "TLSv1_3",
                        "tls_maximum_protocol_version": "TLSv1_3",
                    },
                    "tls_certificate_sds_secret_configs": [_named(IDENTITY, folder)],
                    "combined_validation_context": {
                        "default_validation_context": {"match_typed_subject_alt_names": [name]},
                        "validation_context_sds_secret_config": _named(AUTHORITY, folder),
                    },
                },
            },
        }
    }


def _named(name: str, folder: str) -> dict[str, Any]:
    source = {"path_config_source": {"path": f"{folder}/{_file(name)}"}, "resource_api_version": "V3"}
    return {"name": name, "sds_config": source}


def _file(name: str) -> str:
    return f"{name}.json"


def _resources(name: str, secret: dict[str, Any]) -> dict[str, Any]:
    return {"resources": [{"@type": TYPE + "Secret", "name": name, **secret}]}
