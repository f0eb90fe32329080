"""What verification reads from the environment, once."""

from pathlib import Path

from pydantic import Field

from runtime.grpc_settings import GrpcSettings
from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    KafkaSettings,
    SealingSettings,
    TokenSettings,
)

_PROJECT = Path(__file__).resolve().parents[2]


class Settings(
    GrpcSettings,
    DatabaseSettings,
    KafkaSettings,
    TokenSettings,
    SealingSettings,
    InternalSettings,
    ClockSettings,
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
