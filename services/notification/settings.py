"""What notification reads from the environment, once."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from runtime.grpc_settings import GrpcSettings
from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    KafkaSettings,
    SealingSettings,
    TokenSettings,
)

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", re.ASCII)


class Settings(GrpcSettings, DatabaseSettings, KafkaSettings, TokenSettings, SealingSettings, ClockSettings):
    """Notification's settings; the mix-ins are described in runtime/settings.py."""

    official_host: str | None = Field(
        default=None, description="the only host that a text message may name; needed in prod"
    )
    sms_gateway_url: str | None = Field(
        default=None,
        description="https URL of the gateway for text messages; none, to the table sandbox_messages (not in prod)",
    )
    email_gateway_url: str | None = Field(default=None, description="the same for e-mail")
    gateway_token: str | None = Field(default=None, repr=False, description="bearer token for both gateways")
    gateway_timeout_seconds: float = Field(
        default=5.0, gt=0, le=30, description="seconds until a gateway is given up for this attempt"
    )

    @field_validator("official_host")
    @classmethod
    def _plain_host(cls, value: str | None) -> str | None:
        if value is not None and not _HOST.fullmatch(value):
            raise ValueError("must be a host name in lower case, without scheme, port or path")
        return value

    @field_validator("sms_gateway_url", "email_gateway_url")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
                raise ValueError("must be an http or https URL without credentials")
        return value

    @model_validator(mode="after")
    def _real_gateways_in_production(self) -> Settings:
        if self.environment == "prod":
            for name in ("sms_gateway_url", "email_gateway_url"):
                if not (getattr(self, name) or "").startswith("https://"):
                    raise ValueError(f"{name.upper()} must be an https URL in prod")
            if self.official_host is None:
                raise ValueError("OFFICIAL_HOST must be set in prod")
        return self
