"""Settings of orchestration."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from temporalio.common import WorkerDeploymentVersion

from runtime.grpc_settings import GrpcSettings
from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    KafkaSettings,
    SealingSettings,
    TokenSettings,
)
from workflows import policies
from workflows.engine.temporal_client import TemporalClientSettings
from workflows.proactive.schedule import Plan

_PROJECT = Path(__file__).resolve().parents[1]


class Settings(
    GrpcSettings,
    DatabaseSettings,
    KafkaSettings,
    TokenSettings,
    SealingSettings,
    ClockSettings,
    TemporalClientSettings,
):
    """What bridge and worker need."""

    temporal_namespace: str = Field(default="default", description="Temporal's namespace")
    build_id: str = Field(
        min_length=1,
        max_length=64,
        description="version of the workflow code, by which Temporal routes work to workers",
    )
    controller_deployment: str | None = Field(
        default=None,
        validation_alias="TEMPORAL_DEPLOYMENT_NAME",
        description="set by the Worker Controller, which then names the deployment (decision 0026)",
    )
    controller_build_id: str | None = Field(
        default=None,
        validation_alias="TEMPORAL_WORKER_BUILD_ID",
        description="set by the Worker Controller, which then names the version",
    )
    calendars: Path = Field(
        default=_PROJECT / "catalog" / "calendars",
        description="folder of the published working calendars, one file a year: what a new system begins with",
    )
    follow_up_working_days: int = Field(
        default=5,
        ge=1,
        le=60,
        description='working days in which a bad rating is answered (local rule; domain.md, "Ratings")',
    )
    statement_working_days: int = Field(
        default=10,
        ge=5,
        le=60,
        description="working days for which an applicant is heard before a grant is revoked for a false commitment"
        " (product; art. 47 gives 5 from being told, and a notice may be 5 on its way)",
    )
    revocation_working_days: int = Field(
        default=20, ge=1, le=60, description="working days that an approver has after that (product)"
    )
    proactive_items: str = Field(
        default="",
        pattern=r"^([a-z][a-z0-9-]{1,62}(,[a-z][a-z0-9-]{1,62})*)?$",
        description="codes of items, by commas, that are run by themselves (免申即享); none: operators start runs",
    )
    proactive_cron: str = Field(
        default="0 3 1 * *",
        pattern=r"^\S+( \S+){4}$",
        description="when they are run, as cron has it, in the city's time",
    )
    proactive_page_size: int = Field(
        default=policies.PROACTIVE_PAGE_SIZE, ge=1, le=1000, description="people of one page of these runs"
    )
    proactive_opened_per_second: float = Field(
        default=policies.PROACTIVE_OPENED_PER_SECOND,
        gt=0,
        le=100,
        description="applications that these runs open in a second, on average",
    )
    temporal_metrics_address: str | None = Field(
        default=None, description="host:port of the SDK's Prometheus endpoint; none, no endpoint"
    )

    @property
    def proactive_plan(self) -> Plan:
        """Which items are run by themselves, and when."""
        items = self.proactive_items.split(",") if self.proactive_items else []
        pace = (self.proactive_page_size, self.proactive_opened_per_second)
        return Plan(items, self.proactive_cron, self.time_zone, *pace)

    @property
    def worker_version(self) -> WorkerDeploymentVersion:
        """Under which name and version the workers of this process poll."""
        return WorkerDeploymentVersion(
            self.controller_deployment or policies.DEPLOYMENT, self.controller_build_id or self.build_id
        )
