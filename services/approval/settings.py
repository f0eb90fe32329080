"""What approval reads from the environment, once."""

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    KafkaSettings,
    ProcessSettings,
    SealingSettings,
    TokenSettings,
)


class Settings(ProcessSettings, DatabaseSettings, KafkaSettings, TokenSettings, SealingSettings, ClockSettings):
    """Approval's settings; all of them are described in runtime/settings.py."""
