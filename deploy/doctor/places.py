"""Where the things are that are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


@dataclass(frozen=True)
class Places:
    """The addresses of one installation. `databases`: by schema. `folders`: where engines here keep their data."""

    databases: Mapping[str, str] = field(repr=False)
    kafka: str
    temporal: str
    namespace: str
    gateway_url: str
    jwks_url: str
    partitions: int
    folders: tuple[Path, ...] = ()


class DoctorSettings(BaseSettings):
    """Where another installation is than the local stack: `onetrip doctor --settings` reads it from the environment."""

    model_config = SettingsConfigDict(env_prefix="ONETRIP_DOCTOR_", frozen=True, hide_input_in_errors=True)

    databases: dict[str, str] = Field(repr=False, description="JSON: the DSN of each schema's own role")
    kafka_bootstrap: str = Field(description="host:port, by commas")
    temporal_address: str = Field(description="host:port of Temporal's frontend")
    temporal_namespace: str = Field(description="the namespace of the workflows")
    gateway_url: str = Field(description="where frontends call")
    jwks_url: str = Field(description="the public keys of the issuer of tokens")
    partitions: int = Field(description="of each topic", ge=1)

    def places(self) -> Places:
        """The same, as the checks want it."""
        return Places(
            self.databases,
            self.kafka_bootstrap,
            self.temporal_address,
            self.temporal_namespace,
            self.gateway_url,
            self.jwks_url,
            self.partitions,
        )
