"""Settings of intake."""

from pydantic import field_validator

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    KafkaSettings,
    ProcessSettings,
    PseudonymSettings,
    SealingSettings,
    TokenSettings,
)


class Settings(
    ProcessSettings,
    DatabaseSettings,
    KafkaSettings,
    TokenSettings,
    SealingSettings,
    PseudonymSettings,
    InternalSettings,
    ClockSettings,
):
    """What intake needs. `materials_url`: where uploads are kept, file:///folder or s3://bucket/prefix.

    `clamav_target`: a clamd's `host:port`; without one uploads are not scanned, and their state says so.
    `verification_target`: gRPC target of verification, for guides only; empty: guides show the rules alone.
    """

    materials_url: str
    clamav_target: str | None = None
    verification_target: str = ""

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
