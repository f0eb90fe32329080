"""What the registers' processes are told by the environment."""

from pathlib import Path

from pydantic import Field

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    ProcessSettings,
    PseudonymSettings,
    TokenSettings,
)

_PROJECT = Path(__file__).parents[2]


class Settings(ProcessSettings, DatabaseSettings, TokenSettings, InternalSettings, ClockSettings):
    """Of the server: where the registers are described, their keys, and where adapters find secrets and files.

    `register_signing_keys` is a JWK set of private Ed25519 keys, `kid` "<register>/<number>"; of each register the
    first signs. `register_secrets` has a file for each secret that a description names, `register_drops` the folders
    that files are delivered to.
    """

    register_descriptions: Path = _PROJECT / "catalog" / "registers"
    register_signing_keys: str = Field(repr=False)
    register_secrets: Path | None = None
    register_drops: Path | None = None


class SeedSettings(DatabaseSettings, PseudonymSettings, ClockSettings):
    """Of the seeding command, which serves nothing."""

    time_zone: str = "Asia/Shanghai"
