"""Typed settings from the environment: read once, checked all at once, secrets without defaults.

A program composes the mix-ins it needs::

    class Settings(ProcessSettings, DatabaseSettings, KafkaSettings):
        materials_url: str

    settings = load(Settings)

Every field is read from ``ONETRIP_<FIELD>``. Secrets are kept out of ``repr``.
"""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from runtime.certificates import Brokers, CertificatesFolder
from runtime.suites import DEFAULT, SuiteName

PREFIX = "ONETRIP_"
# BSD sysexits: a configuration error. An operator and the local supervisor tell it from a crash by this.
EXIT_CONFIG = 78
KEY_BYTES = 32

Settings = TypeVar("Settings", bound=BaseSettings)


def _key(value: Any) -> Any:
    """Decode one base64 key of 32 bytes; never repeats the value in an error."""
    if isinstance(value, bytes):
        return value
    try:
        decoded = base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("must be base64") from None
    if len(decoded) != KEY_BYTES:
        raise ValueError(f"must be {KEY_BYTES} bytes in base64")
    return decoded


@dataclass(frozen=True)
class SealingKeys:
    """The keys that open sealed values, and the id of the one that seals new ones."""

    active: str
    by_id: Mapping[str, bytes] = field(repr=False)


def _sealing_keys(value: Any) -> Any:
    """Parse ``id:base64key32,id2:…``; the first key is the active one."""
    if isinstance(value, SealingKeys):
        return value
    keys: dict[str, bytes] = {}
    for part in str(value).split(","):
        name, separator, encoded = part.strip().partition(":")
        if not separator or not name or len(name.encode()) > 255:
            raise ValueError("must be id:base64key, separated by commas")
        if name in keys:
            raise ValueError("names a key id twice")
        keys[name] = _key(encoded)
    return SealingKeys(active=next(iter(keys)), by_id=keys)


def sealing_keys(value: str) -> SealingKeys:
    """The keys of a setting ``ONETRIP_SEALING_KEYS``. Raises ValueError."""
    return _sealing_keys(value)


Key = Annotated[bytes, NoDecode, BeforeValidator(_key)]


class _Base(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)


class EnvironmentSettings(_Base):
    """Where a process runs. Read before all others, some of which are for one environment only."""

    environment: Literal["local", "test", "prod"] = Field(
        description="local, test or prod: what is for one of them only is refused in the others"
    )


class ProcessSettings(EnvironmentSettings):
    """What every process has: where it runs, how much it says, where it listens."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="how much is logged")
    grpc_address: str = Field(description="host:port where gRPC listens")
    # host:port of the Prometheus endpoint; none, no endpoint.
    metrics_address: str | None = Field(
        default=None, description="host:port of the Prometheus endpoint; none, no endpoint"
    )
    readings_seconds: float = Field(
        default=15, ge=1, le=300, description="how often the numbers that are read from the database are read"
    )
    time_zone: str = Field(default="Asia/Shanghai", description="IANA zone in which days begin and end")
    traces_target: str | None = Field(
        default=None, description="host:port of an OpenTelemetry collector (OTLP over gRPC); none, no spans are made"
    )
    traces_share: float = Field(default=1.0, ge=0, le=1, description="of all traces, the share of which spans are sent")

    @field_validator("grpc_address", "metrics_address", "traces_target")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        if value is not None:
            host, separator, port = value.rpartition(":")
            if not (host and separator and port.isdigit() and int(port) < 65536):
                raise ValueError("must be host:port")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except Exception:
            raise ValueError("is not a known IANA time zone") from None
        return value


class DatabaseSettings(_Base):
    """The DSN of this service's own role; its search_path names its schema."""

    database_url: str = Field(
        repr=False, description="DSN of the process's own role, whose search_path names its schema"
    )


class KafkaSettings(_Base):
    """Bootstrap addresses, ``host:port`` separated by commas."""

    kafka_bootstrap: str = Field(description="brokers, host:port by commas")
    kafka_certificates: CertificatesFolder = Field(
        default=None,
        description="folder with tls.crt, tls.key and ca.crt: as whom Kafka knows us, and by what we know it;"
        " none, in the clear",
    )

    @property
    def brokers(self) -> Brokers:
        """Where Kafka is, and as whom we come."""
        return Brokers(self.kafka_bootstrap, self.kafka_certificates)


class TokenSettings(_Base):
    """Whose tokens are accepted, for whom, and where the issuer's public keys are."""

    token_issuer: str = Field(description="whose access tokens are accepted")
    token_audience: str = Field(description="for whom they are issued")
    token_jwks_url: str = Field(description="where the issuer's public keys are")


class SealingSettings(_Base):
    """Keys of sealed values and of lookups by keyed hash, and the suites that are used with them.

    `cipher_suite` may change at any time: what another one sealed still opens. `lookup_suite` is chosen once, before
    the first application: what was hashed otherwise is not found. `data_keys`: new values are sealed under keys that
    can be destroyed (decision 0050); off, for as long as processes of release 0.1.0 have to read them too.
    """

    sealing_keys: Annotated[SealingKeys, NoDecode, BeforeValidator(_sealing_keys)] = Field(
        repr=False, description="id:base64 of 32 bytes, by commas; the first seals, all open"
    )
    lookup_key: Key = Field(
        repr=False, description="base64 of 32 bytes: the keyed hash by which sealed columns are found"
    )
    cipher_suite: SuiteName = Field(
        default=DEFAULT, description="algorithms that seal new values; what another suite sealed still opens"
    )
    lookup_suite: SuiteName = Field(
        default=DEFAULT, description="hash of the lookups: chosen once, before the first application"
    )
    data_keys: bool = Field(
        default=True, description="new values are sealed under keys that can be destroyed; off beside release 0.1.0"
    )


class PseudonymSettings(_Base):
    """The key of person ids: only for the parts that resolve people (identity, registers, intake)."""

    pseudonym_key: Key = Field(repr=False, description="base64 of 32 bytes: the keyed hash that makes person ids")


class InternalSettings(_Base):
    """The shared secret by which parts of OneTrip know each other on internal RPCs."""

    internal_key: Key = Field(
        repr=False, description="base64 of 32 bytes: by which our parts know each other on internal RPCs"
    )


class ClockSettings(EnvironmentSettings):
    """The demo clock: ``epoch + (real - origin) * factor``. All three unset: real time. Refused in prod."""

    clock_epoch: datetime | None = Field(
        default=None, description="demo clock: what it shows at the origin; never in prod"
    )
    clock_origin: datetime | None = Field(default=None, description="demo clock: the real time of that; never in prod")
    clock_factor: float = Field(
        default=1.0, gt=0, le=10_000_000, description="demo clock: how many times faster it runs; never in prod"
    )

    @field_validator("clock_epoch", "clock_origin", "clock_factor")
    @classmethod
    def _never_in_production(cls, value: object, info: ValidationInfo) -> object:
        if info.data.get("environment") == "prod" and value not in (None, 1.0):
            raise ValueError("is for demos and tests: in production every clock shows real time")
        return value

    @model_validator(mode="after")
    def _together(self) -> ClockSettings:
        instants = (self.clock_epoch, self.clock_origin)
        if any(instants) != all(instants):
            raise ValueError("CLOCK_EPOCH and CLOCK_ORIGIN must be set together")
        if any(instant is not None and instant.tzinfo is None for instant in instants):
            raise ValueError("CLOCK_EPOCH and CLOCK_ORIGIN need a time zone offset")
        if self.clock_epoch is None and self.clock_factor != 1.0:
            raise ValueError("CLOCK_FACTOR needs CLOCK_EPOCH and CLOCK_ORIGIN")
        return self


class SettingRefused(Exception):
    """A setting that is well-formed and wrong: whoever it is for refuses it. Names the setting, never its value."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{PREFIX}{name}: {why}")


def load(cls: type[Settings]) -> Settings:
    """Read the environment once. Prints every error at once (names, never values) and exits with 78."""
    try:
        return cls()
    except ValidationError as error:
        print(f"{cls.__module__}: the settings are not valid", file=sys.stderr)
        for problem in error.errors(include_input=False, include_context=False, include_url=False):
            name = PREFIX + "_".join(str(part) for part in problem["loc"]).upper() if problem["loc"] else PREFIX + "*"
            message = "is not set" if problem["type"] == "missing" else problem["msg"].removeprefix("Value error, ")
            print(f"  {name}: {message}", file=sys.stderr)
        raise SystemExit(EXIT_CONFIG) from None
