"""The certificates that a process shows and the authority that it believes: a folder of files (decision 0068).

`tls.crt`, `tls.key` and `ca.crt`, as cert-manager writes them and the kubelet replaces them: all three at once.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from runtime.logs import get_logger

CERTIFICATE, KEY, AUTHORITY = "tls.crt", "tls.key", "ca.crt"
FILES = (CERTIFICATE, KEY, AUTHORITY)

Version = tuple[int, ...]


@dataclass(frozen=True)
class Certificates:
    """Who we are, and the authority that we believe."""

    folder: Path

    def missing(self) -> list[str]:
        """Names of the files that are not there."""
        return [name for name in FILES if not (self.folder / name).is_file()]

    def version(self) -> Version:
        """Another one after any of the files was replaced. Raises OSError."""
        return tuple((self.folder / name).stat().st_mtime_ns for name in FILES)

    def newer_than(self, known: Version) -> Version | None:
        """The version that is there now, when it is another one and can be read."""
        try:
            now = self.version()
        except OSError as error:
            get_logger().warning("certificates.unreadable", error=type(error).__name__)
            return None
        return None if now == known else now

    def read(self) -> tuple[bytes, bytes, bytes]:
        """The chain, the key and the authority, in PEM. Raises OSError."""
        chain, key, authority = ((self.folder / name).read_bytes() for name in FILES)
        return chain, key, authority

    def client_context(self) -> ssl.SSLContext:
        """For clients that take a context, as aiokafka does: each connection is made with the files of its moment."""
        return _RenewedContext.of(self)


class _RenewedContext(ssl.SSLContext):
    """Reads its files again before a connection when they have changed. A former authority is believed on."""

    _certificates: Certificates
    _version: Version = ()

    @classmethod
    def of(cls, certificates: Certificates) -> _RenewedContext:
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context._certificates = certificates
        context._renew()
        return context

    def wrap_bio(self, *arguments: Any, **options: Any) -> ssl.SSLObject:
        self._renew()
        return super().wrap_bio(*arguments, **options)

    def _renew(self) -> None:
        version, folder = self._certificates.newer_than(self._version), self._certificates.folder
        if version is not None:
            self.load_cert_chain(folder / CERTIFICATE, folder / KEY)
            self.load_verify_locations(folder / AUTHORITY)
            self._version = version


@dataclass(frozen=True)
class Door:
    """Where a gRPC server listens. With `certificates`, only `callers` come in: names in their certificates.

    `health_address`: where health alone is answered in the clear, for probes that speak no TLS.
    """

    address: str
    certificates: Certificates | None = None
    callers: frozenset[str] = frozenset()
    health_address: str | None = None

    def lets_in(self, call: Any) -> bool:
        """Whether the caller's certificate, which gRPC has checked, has one of the names."""
        if self.certificates is None:
            return True
        names = call.auth_context().get("x509_subject_alternative_name", ())
        return not self.callers.isdisjoint(name.decode("latin-1") for name in names)


@dataclass(frozen=True)
class Brokers:
    """Where Kafka is: `host:port`, by commas. Without certificates it is spoken to in the clear."""

    bootstrap: str
    certificates: Certificates | None = None

    @classmethod
    def of(cls, where: str | Brokers) -> Brokers:
        """The same, also of a plain address."""
        return where if isinstance(where, Brokers) else cls(where)

    def options(self) -> dict[str, Any]:
        """What every client of aiokafka is told of them."""
        if self.certificates is None:
            return {"bootstrap_servers": self.bootstrap}
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": "SSL",
            "ssl_context": self.certificates.client_context(),
        }


def _certificates(value: Any) -> Any:
    if value is None or isinstance(value, Certificates):
        return value
    certificates = Certificates(Path(value))
    if missing := certificates.missing():
        raise ValueError(f"is a folder without {', '.join(missing)}")
    return certificates


CertificatesFolder = Annotated[Certificates | None, NoDecode, BeforeValidator(_certificates)]
"""The type of a setting that may name such a folder; an error names the files that it has not."""
