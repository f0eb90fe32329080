"""An authority of one's own and its certificates: to try OneTrip out, and for tests. Production has cert-manager.

EC P-256, as elsewhere. A certificate is for both sides of a connection: a part that is called calls others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.local.files import write_atomically
from runtime.certificates import AUTHORITY, CERTIFICATE, KEY

VALID = timedelta(days=5 * 365)
# A machine's clock may be behind.
BEFORE = timedelta(minutes=5)


@dataclass(frozen=True)
class Issued:
    """A certificate, its key and the authority that issued it, in PEM."""

    certificate: str
    key: str
    authority: str

    def files(self) -> dict[str, str]:
        """By the names that they have in a folder (runtime/certificates.py)."""
        return {CERTIFICATE: self.certificate, KEY: self.key, AUTHORITY: self.authority}

    def write(self, folder: Path) -> Path:
        """Put them into a folder; returns it."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files().items():
            write_atomically(folder / name, text, mode=0o600)
        return folder


class Authority:
    """Issues certificates; what it is made of is not kept."""

    def __init__(self, name: str = "onetrip") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} authority")])
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        self._certificate = self._sign(self._name, self._key.public_key(), [(constraints, True)])

    @property
    def certificate(self) -> str:
        """In PEM."""
        return _pem(self._certificate)

    def issue(self, name: str, *hosts: str) -> Issued:
        """A certificate for `name`, which is also the first host that it answers for."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in (name, *hosts)])
        usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._sign(subject, key.public_key(), [(names, False), (usages, False)])
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return Issued(_pem(certificate), private.decode(), self.certificate)

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, extensions: list[tuple[x509.ExtensionType, bool]]
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - BEFORE)
            .not_valid_after(now + VALID)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self._key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
