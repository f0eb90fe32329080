"""What verification reads from the environment, once."""

from pathlib import Path

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    InternalSettings,
    KafkaSettings,
    ProcessSettings,
    SealingSettings,
    TokenSettings,
)

_PROJECT = Path(__file__).resolve().parents[2]


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

    `certificate_public_keys`: a JWK set of the public keys that certificates were ever signed with.
    `sources`: the catalogue's folder of registers, which names the department that answers for each. `departments`: the
    catalogue's names of departments, for who reads who looked at their data.
    """

    registers_target: str
    register_keys: str
    certificate_public_keys: str
    sources: Path = _PROJECT / "catalog" / "registers"
    departments: Path = _PROJECT / "catalog" / "departments.yaml"
