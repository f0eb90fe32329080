"""What the registers' processes are told by the environment."""

from pathlib import Path

from pydantic import Field

from runtime.grpc_settings import GrpcSettings
from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    PseudonymSettings,
    TokenSettings,
)

_PROJECT = Path(__file__).parents[2]


class Settings(GrpcSettings, DatabaseSettings, TokenSettings, InternalSettings, ClockSettings):
    """Of the server: where the registers are described, their keys, and where adapters find secrets and files."""

    register_descriptions: Path = Field(
        default=_PROJECT / "catalog" / "registers", description="folder of the registers' descriptions"
    )
    register_signing_keys: str = Field(
        repr=False,
        description='JWK set of private Ed25519 keys, kid "<register>/<number>"; of each register the first signs',
    )
    register_secrets: Path | None = Field(
        default=None, description="folder with a file for each secret that a description names"
    )
    register_drops: Path | None = Field(
        default=None, description="folder that files are delivered to, one folder a register"
    )


class SeedSettings(DatabaseSettings, PseudonymSettings, ClockSettings):
    """Of the seeding command, which serves nothing."""

    time_zone: str = Field(default="Asia/Shanghai", description="IANA zone in which days begin and end")
