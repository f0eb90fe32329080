"""What verification reads from the environment, once."""

from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.grpc_settings import GrpcSettings
from runtime.settings import (
    PREFIX,
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    KafkaSettings,
    SealingSettings,
    TokenSettings,
)

_PROJECT = Path(__file__).resolve().parents[2]


class AnchorsSettings(BaseSettings):
    """The second place of the access log (decision 0042)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    access_anchors_url: str | None = Field(
        default=None,
        description="where heads of the access log are kept apart from the database: file:///folder or s3://bucket/prefix;"
        " none, only the database has them",
    )
    access_anchors_credentials: str | None = Field(
        default=None,
        repr=False,
        description="access key of that bucket, id:secret; none, those of the process's own account",
    )

    @field_validator("access_anchors_url")
    @classmethod
    def _known_store(cls, value: str | None) -> str | None:
        if value and not value.startswith(("file:///", "s3://")):
            raise ValueError("must begin with file:/// or s3://")
        return value or None

    @field_validator("access_anchors_credentials")
    @classmethod
    def _key_and_secret(cls, value: str | None) -> str | None:
        if value and not all(value.partition(":")):
            raise ValueError("must be id:secret")
        return value or None


class AuditSettings(DatabaseSettings, AnchorsSettings):
    """What who goes through the access log has to know: verification's own login, and the second place."""


class Settings(
    GrpcSettings,
    DatabaseSettings,
    KafkaSettings,
    TokenSettings,
    SealingSettings,
    InternalSettings,
    ClockSettings,
    AnchorsSettings,
):
    """Verification's settings; the mix-ins are described in runtime/settings.py."""

    registers_target: str = Field(description="host:port of the registers")
    register_keys: str = Field(
        description='JWK set of the public keys by which registers sign, kid "<register>/<number>"'
    )
    certificate_public_keys: str = Field(
        description="JWK set of the public keys that certificates were ever signed with"
    )
    sources: Path = Field(
        default=_PROJECT / "catalog" / "registers",
        description="the catalogue's folder of registers: which department answers for each",
    )
    departments: Path = Field(
        default=_PROJECT / "catalog" / "departments.yaml",
        description="the catalogue's names of departments, for who reads who looked at their data",
    )
