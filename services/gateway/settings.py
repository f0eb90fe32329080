"""What a gateway is told: where it listens, whom it forwards to, whose tokens it takes, and its limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    """A host and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `host:port`. Raises ValueError."""
        host, _, port = text.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(f"{text!r} is not host:port")
        return cls(host, int(port))


@dataclass(frozen=True)
class Limits:
    """What a caller may cost. Product defaults, measured against the largest honest request."""

    headers_kib_max: int = 16
    # 100 answers of 2,000 code points of four bytes each, and as much again for names and JSON.
    body_bytes_max: int = 2 * 1024 * 1024
    upload_bytes_max: int = 20 * 1024 * 1024
    unary_seconds: int = 15
    upload_seconds: int = 300
    # Tries after the first of a call that no replica took.
    retries_max: int = 5
    # A watch is opened again by the client; EventSource does so by itself.
    watch_seconds: int = 3600
    caller_burst: int = 200
    caller_per_second: int = 50
    # Envoy forgets the caller seen longest ago beyond this many; its own default, 20, would let a crowd through.
    callers_max: int = 10_000
    connections_max: int = 10_000
    streams_per_connection_max: int = 100


@dataclass(frozen=True)
class GatewaySettings:
    """One gateway. `parts` maps a part's name, such as "intake", to its replicas."""

    listen: Address
    admin: Address
    parts: Mapping[str, tuple[Address, ...]]
    token_issuer: str
    token_audience: str
    token_jwks_url: str
    cors_origins: tuple[str, ...] = ()
    # A folder with tls.crt, tls.key and ca.crt: by these the parts are called. None: in the clear.
    grpc_certificates: str | None = None
    tls_certificate_path: str | None = None
    tls_key_path: str | None = None
    limits: Limits = field(default_factory=Limits)
    # A collector of traces, and the share (0 to 1) of requests that begin one.
    traces: Address | None = None
    traces_share: float = 1.0
