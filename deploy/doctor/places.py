"""Where the things are that are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.installation import InstallationSettings
from runtime.certificates import Brokers, Certificates


@dataclass(frozen=True)
class Places:
    """The addresses of one installation. `databases`: by schema. `folders`: where engines here keep their data."""

    databases: Mapping[str, str] = field(repr=False)
    kafka: Brokers
    temporal: str
    namespace: str
    gateway_url: str
    jwks_url: str
    partitions: int
    folders: tuple[Path, ...] = ()
    temporal_certificates: Certificates | None = None

    @classmethod
    def of(cls, settings: InstallationSettings) -> Places:
        """Of an installation that is known by its settings. Raises StackError when a role has no DSN."""
        return cls(
            settings.databases(),
            settings.brokers,
            settings.temporal_address,
            settings.temporal_namespace,
            settings.gateway_url,
            settings.token_jwks_url,
            settings.topic_partitions,
            temporal_certificates=settings.temporal_certificates,
        )
