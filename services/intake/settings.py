"""Settings of intake."""

from pydantic import field_validator

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
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
    ClockSettings,
):
    """What intake needs. `materials_url`: where uploads are kept, file:///folder or s3://bucket/prefix."""

    materials_url: str

    @field_validator("materials_url")
    @classmethod
    def _known_store(cls, value: str) -> str:
        if not value.startswith(("file:///", "s3://")):
            raise ValueError("must begin with file:/// or s3://")
        return value
