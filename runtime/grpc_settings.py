"""The settings of whoever serves RPCs: where it listens, and whom it lets in."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from runtime.certificates import Certificates, CertificatesFolder, Door
from runtime.settings import ProcessSettings


def _words(value: Any) -> Any:
    return frozenset(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


class GrpcSettings(ProcessSettings):
    """How a process that serves RPCs knows its callers, and they it (decision 0068)."""

    grpc_certificates: CertificatesFolder = Field(
        default=None,
        validate_default=True,
        description="folder with tls.crt, tls.key and ca.crt, by which parts that call each other know each other;"
        " none, in the clear: not in prod",
    )
    grpc_callers: Annotated[frozenset[str], NoDecode, BeforeValidator(_words)] = Field(
        default=frozenset(), description="with certificates: names in those of who may call, by commas; none, nobody"
    )
    health_address: str | None = Field(
        default=None,
        description="host:port where health alone is answered in the clear, for probes; none, beside the RPCs",
    )

    @field_validator("grpc_certificates")
    @classmethod
    def _never_in_the_clear(cls, value: Certificates | None, info: ValidationInfo) -> Certificates | None:
        if value is None and info.data.get("environment") == "prod":
            raise ValueError("is not set: in production parts know each other by certificates")
        return value

    @field_validator("health_address")
    @classmethod
    def _health_host_and_port(cls, value: str | None) -> str | None:
        return cls._host_and_port(value)

    @property
    def door(self) -> Door:
        """Where to listen, and whom to let in."""
        return Door(self.grpc_address, self.grpc_certificates, self.grpc_callers, self.health_address)
