"""Settings of the codec server."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import NoDecode

from runtime.settings import DatabaseSettings, ProcessSettings, SealingSettings, TokenSettings


def _origins(value: Any) -> Any:
    """Parse ``http://localhost:8233,https://temporal.example``; raises ValueError for anything but origins."""
    if not isinstance(value, str):
        return value
    origins = tuple(part.strip() for part in value.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}":
            raise ValueError("must be origins (scheme://host:port), separated by commas")
    return origins


Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins)]


class CodecServerSettings(ProcessSettings, TokenSettings, SealingSettings, DatabaseSettings):
    """Where it listens and who may ask; the development server's UI cannot send a token (docs/decisions/0010)."""

    codec_address: str = Field(description="host:port where the codec server listens")
    codec_origins: Origins = Field(default=(), description="Temporal UIs whose pages may ask, by commas")
    codec_anonymous_origins: Origins = Field(
        default=(),
        description="UIs believed without a token: only on one machine, never in prod (decision 0010)",
    )

    @model_validator(mode="after")
    def _anonymous_only_at_home(self) -> CodecServerSettings:
        host, separator, port = self.codec_address.rpartition(":")
        if not (host and separator and port.isdigit() and int(port) < 65536):
            raise ValueError("CODEC_ADDRESS must be host:port")
        if not self.codec_anonymous_origins:
            return self
        if self.environment == "prod":
            raise ValueError("CODEC_ANONYMOUS_ORIGINS is refused in production: give the UI a sign-in")
        if not _is_loopback(host):
            raise ValueError("CODEC_ANONYMOUS_ORIGINS needs a CODEC_ADDRESS on the loopback interface")
        return self

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where to listen."""
        host, _, port = self.codec_address.rpartition(":")
        return host.strip("[]"), int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
