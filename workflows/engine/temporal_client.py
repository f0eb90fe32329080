"""Where Temporal is, and how whoever connects to it proves who they are."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from temporalio.service import TLSConfig

from runtime.certificates import Certificates, CertificatesFolder
from runtime.settings import PREFIX


class TemporalClientSettings(BaseSettings):
    """Of every program that connects to Temporal."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    temporal_address: str = Field(description="host:port of Temporal's frontend")
    temporal_namespace: str = Field(description="Temporal's namespace")
    temporal_certificates: CertificatesFolder = Field(
        default=None,
        description="folder with tls.crt, tls.key and ca.crt: as whom Temporal knows us, and by what we know it;"
        " none, in the clear",
    )


def tls(certificates: Certificates | None) -> TLSConfig | bool:
    """What `Client.connect` is told. The files are those of this moment: a client cannot take others later."""
    if certificates is None:
        return False
    chain, key, authority = certificates.read()
    return TLSConfig(server_root_ca_cert=authority, client_cert=chain, client_private_key=key)
