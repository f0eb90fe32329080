"""Where an installation is: what `onetrip doctor`, `reconcile`, `ops` and `dlq` use when they are told `--settings`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from deploy.local.database import MIGRATIONS
from deploy.local.errors import StackError
from runtime.settings import DatabaseSettings, KafkaSettings, SealingSettings
from workflows.engine.temporal_client import TemporalClientSettings


class InstallationSettings(KafkaSettings, TemporalClientSettings):
    """Of any installation but the local stack, from the environment; on Kubernetes of the CronJobs in `base/checks`."""

    database_urls: Path = Field(description="folder with each role's DSN in a file of its name")
    gateway_url: str = Field(description="where frontends call")
    token_jwks_url: str = Field(description="where the issuer's public keys are")
    topic_partitions: int = Field(ge=1, le=1000, description="partitions of each topic: can grow, never shrink")

    def databases(self) -> Mapping[str, str]:
        """The DSN of each role. Raises StackError naming the roles that have no file."""
        if missing := sorted(role for role in MIGRATIONS if not (self.database_urls / role).is_file()):
            raise StackError(f"{self.database_urls} has no file {', '.join(missing)}")
        return {role: (self.database_urls / role).read_text().strip() for role in MIGRATIONS}


class OperatorSettings(TemporalClientSettings, SealingSettings, DatabaseSettings):
    """What an operator acts with: the settings of a pod `workflows`, in which `onetrip ops --settings` is run."""

    temporal_namespace: str = Field(default="default", description="Temporal's namespace")
