"""Settings of orchestration."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from temporalio.common import WorkerDeploymentVersion

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    KafkaSettings,
    ProcessSettings,
    SealingSettings,
    TokenSettings,
)
from workflows import policies

_PROJECT = Path(__file__).resolve().parents[1]


class Settings(ProcessSettings, DatabaseSettings, KafkaSettings, TokenSettings, SealingSettings, ClockSettings):
    """What bridge and worker need.

    `build_id`: the version of the workflow code, by which Temporal routes work to workers. The Worker Controller names
    deployment and version itself, in variables of its own, and is followed (decision 0026).
    `calendars`: the folder of the published working calendars, one file a year.
    `follow_up_working_days`: in how many working days a bad rating is answered (local rule; domain.md, "Ratings").
    `statement_working_days`, `revocation_working_days`: for how long an applicant is heard before a grant is revoked
    for a false commitment, and how long an approver then has (product; licensing law, art. 47 gives 5 days from being
    told, and a notice may be 5 on its way).
    `temporal_metrics_address`: host:port of the SDK's Prometheus endpoint; none, no endpoint.
    """

    temporal_address: str
    temporal_namespace: str = "default"
    build_id: str = Field(min_length=1, max_length=64)
    controller_deployment: str | None = Field(default=None, validation_alias="TEMPORAL_DEPLOYMENT_NAME")
    controller_build_id: str | None = Field(default=None, validation_alias="TEMPORAL_WORKER_BUILD_ID")
    calendars: Path = _PROJECT / "catalog" / "calendars"
    follow_up_working_days: int = Field(default=5, ge=1, le=60)
    statement_working_days: int = Field(default=10, ge=5, le=60)
    revocation_working_days: int = Field(default=20, ge=1, le=60)
    temporal_metrics_address: str | None = None

    @property
    def worker_version(self) -> WorkerDeploymentVersion:
        """Under which name and version the workers of this process poll."""
        return WorkerDeploymentVersion(
            self.controller_deployment or policies.DEPLOYMENT, self.controller_build_id or self.build_id
        )
