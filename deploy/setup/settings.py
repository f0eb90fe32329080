"""Settings of the steps, from the environment like those of every process (runtime/settings.py)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.certificates import CertificatesFolder
from runtime.settings import PREFIX, DatabaseSettings, KafkaSettings
from workflows.engine.temporal_client import TemporalClientSettings


class _Base(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)


class RolesSettings(_Base):
    """`database_admin_url`: the superuser's. `database_urls`: a folder with each role's URL in a file of its name."""

    database_admin_url: str = Field(repr=False, description="DSN of the superuser")
    database_urls: Path = Field(description="folder with each role's DSN in a file of its name")


class MigrateSettings(DatabaseSettings):
    """The URL of the schema's own role."""


class TopicsSettings(KafkaSettings):
    """`topic_partitions` can grow, never shrink; `topic_copies` is how many brokers keep each message."""

    topic_partitions: int = Field(ge=1, le=1000, description="partitions of each topic: can grow, never shrink")
    topic_copies: int = Field(ge=1, le=5, description="how many brokers keep each message")


class TemporalSettings(TemporalClientSettings):
    """`temporal_retention_days`: how long Temporal keeps a closed workflow; the records are PostgreSQL's."""

    temporal_retention_days: int = Field(
        default=30,
        ge=1,
        le=365,
        description="days for which Temporal keeps a closed workflow; the records are PostgreSQL's",
    )


class VersionSettings(TemporalClientSettings):
    """`build_id` is the image's: the version of the workflow code in it."""

    build_id: str = Field(min_length=1, max_length=64, description="version of the workflow code in this image")


class WaitSettings(_Base):
    """Whatever a waiting step names has to be set."""

    database_url: str | None = Field(default=None, repr=False, description="DSN that has to answer")
    database_admin_url: str | None = Field(default=None, repr=False, description="DSN of the superuser")
    kafka_bootstrap: str | None = Field(default=None, description="brokers that have to answer")
    kafka_certificates: CertificatesFolder = Field(
        default=None, description=KafkaSettings.model_fields["kafka_certificates"].description
    )
    temporal_address: str | None = Field(default=None, description="host:port of Temporal's frontend")
    temporal_namespace: str | None = Field(default=None, description="Temporal's namespace")
    temporal_certificates: CertificatesFolder = Field(
        default=None, description=TemporalClientSettings.model_fields["temporal_certificates"].description
    )
