"""Settings of intake."""

from pydantic import Field, field_validator

from runtime.grpc_settings import GrpcSettings
from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    KafkaSettings,
    PseudonymSettings,
    SealingSettings,
    TokenSettings,
)


class Settings(
    GrpcSettings,
    DatabaseSettings,
    KafkaSettings,
    TokenSettings,
    SealingSettings,
    PseudonymSettings,
    InternalSettings,
    ClockSettings,
):
    """What intake needs."""

    materials_url: str = Field(description="where uploads are kept: file:///folder or s3://bucket/prefix")
    clamav_target: str | None = Field(
        default=None, description="host:port of a clamd; none, uploads are not scanned, and their state says so"
    )
    verification_target: str = Field(
        default="", description="host:port of verification, for guides; none, guides show the rules alone"
    )

    @field_validator("clamav_target")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not value.rpartition(":")[2].isdigit():
            raise ValueError("must be host:port")
        return value or None

    @field_validator("materials_url")
    @classmethod
    def _known_store(cls, value: str) -> str:
        if not value.startswith(("file:///", "s3://")):
            raise ValueError("must begin with file:/// or s3://")
        return value
