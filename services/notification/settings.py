"""What notification reads from the environment, once."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from runtime.settings import (
    ClockSettings,
    DatabaseSettings,
    KafkaSettings,
    ProcessSettings,
    SealingSettings,
    TokenSettings,
)

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", re.ASCII)


class Settings(ProcessSettings, DatabaseSettings, KafkaSettings, TokenSettings, SealingSettings, ClockSettings):
    """Notification's settings; the mix-ins are described in runtime/settings.py.

    `official_host` is the only address a text message may name. Without a gateway's URL a message goes to the table
    `sandbox_messages`; in production that is refused. `gateway_token` is sent to the gateways as a bearer token.
    """

    official_host: str | None = None
    sms_gateway_url: str | None = None
    email_gateway_url: str | None = None
    gateway_token: str | None = Field(default=None, repr=False)
    gateway_timeout_seconds: float = Field(default=5.0, gt=0, le=30)

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
