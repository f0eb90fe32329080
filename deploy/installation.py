"""Where an installation is: what `onetrip doctor` and `onetrip reconcile` look at when they are told `--settings`."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from deploy.local.database import MIGRATIONS
from deploy.local.errors import StackError
from deploy.named import GATEWAY, DatabasesSettings
from runtime.settings import KafkaSettings
from workflows.engine.temporal_client import TemporalClientSettings


class InstallationSettings(DatabasesSettings, KafkaSettings, TemporalClientSettings):
    """Of any installation but the local stack, from the environment; on Kubernetes of the CronJobs in `base/checks`."""

    gateway_url: str = Field(description=GATEWAY)
    token_jwks_url: str = Field(description="where the issuer's public keys are")
    topic_partitions: int = Field(ge=1, le=1000, description="partitions of each topic: can grow, never shrink")

    def databases(self) -> Mapping[str, str]:
        """The DSN of each role. Raises StackError naming the roles that have no file."""
        if missing := sorted(role for role in MIGRATIONS if not (self.database_urls / role).is_file()):
            raise StackError(f"{self.database_urls} has no file {', '.join(missing)}")
        return {role: self.database_url(role) for role in MIGRATIONS}
