"""Settings of the steps, from the environment like those of every process (runtime/settings.py)."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.settings import PREFIX, DatabaseSettings, KafkaSettings


class _Base(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)


class RolesSettings(_Base):
    """`database_admin_url`: the superuser's. `database_urls`: a folder with each role's URL in a file of its name."""

    database_admin_url: str = Field(repr=False)
    database_urls: Path


class MigrateSettings(DatabaseSettings):
    """The URL of the schema's own role."""


class TopicsSettings(KafkaSettings):
    """`topic_partitions` can grow, never shrink; `topic_copies` is how many brokers keep each message."""

    topic_partitions: int = Field(ge=1, le=1000)
    topic_copies: int = Field(ge=1, le=5)


class TemporalSettings(_Base):
    """`temporal_retention_days`: how long Temporal keeps a closed workflow; the records are PostgreSQL's."""

    temporal_address: str
    temporal_namespace: str
    temporal_retention_days: int = Field(default=30, ge=1, le=365)


class VersionSettings(_Base):
    """`build_id` is the image's: the version of the workflow code in it."""

    temporal_address: str
    temporal_namespace: str
    build_id: str = Field(min_length=1, max_length=64)


class WaitSettings(_Base):
    """Whatever a waiting step names has to be set."""

    database_url: str | None = Field(default=None, repr=False)
    database_admin_url: str | None = Field(default=None, repr=False)
    kafka_bootstrap: str | None = None
    temporal_address: str | None = None
    temporal_namespace: str | None = None
