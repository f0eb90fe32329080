"""What verification reads from the environment, once."""

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    KafkaSettings,
    ProcessSettings,
    SealingSettings,
    TokenSettings,
)


class Settings(
    ProcessSettings,
    DatabaseSettings,
    KafkaSettings,
    TokenSettings,
    SealingSettings,
    InternalSettings,
    ClockSettings,
):
    """Verification's settings; `registers_target` is the registers' `host:port`, `register_keys` a JWK set of the keys
    that registers sign their answers with, `kid` "<register>/<number>".
    """

    registers_target: str
    register_keys: str
