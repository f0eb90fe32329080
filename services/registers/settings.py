"""What the registers' processes are told by the environment."""

from pydantic import Field

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    ProcessSettings,
    PseudonymSettings,
    TokenSettings,
)


class Settings(ProcessSettings, DatabaseSettings, TokenSettings, InternalSettings, ClockSettings):
    """Of the server. `register_timeout_seconds` bounds each query of a department's system."""

    register_timeout_seconds: float = Field(default=2.0, gt=0, le=30)


class SeedSettings(DatabaseSettings, PseudonymSettings, ClockSettings):
    """Of the seeding command, which serves nothing."""

    time_zone: str = "Asia/Shanghai"
