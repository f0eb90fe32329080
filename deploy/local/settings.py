"""The local stack's own settings, read once from the environment; everything else it generates."""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parents[2]

# What a child needs of our environment; the rest (other ONETRIP_ settings, PYTHONPATH) would leak between processes.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "VIRTUAL_ENV")


class LocalSettings(BaseSettings):
    """Where the stack keeps its data, which programs it runs and which pages may call it (ports: see `ports.py`)."""

    model_config = SettingsConfigDict(env_prefix="ONETRIP_", frozen=True)

    state_dir: Path = Field(default=PROJECT_DIR / ".onetrip", description="data, logs and secrets of the local stack")
    postgres_bin: Path | None = Field(default=None, description="bin folder of a system PostgreSQL (16 or later)")
    java: Path | None = Field(default=None, description="a system Java (17 or later) instead of the packaged one")
    log_level: str = Field(default="INFO", description="how much every process logs")
    cors_origins: str = Field(default="", description="frontends' origins that the gateway lets in, by commas")


class EngineSettings(BaseSettings):
    """One engine in a container (`python -m deploy.local.engines`); ports are those of every stack (ports.py)."""

    model_config = SettingsConfigDict(env_prefix="ONETRIP_ENGINE_", frozen=True)

    data: Path = Field(description="the volume")
    name: str = Field(description="the host name under which clients reach it")


class PostgresEngineSettings(EngineSettings):
    """PostgreSQL in a container."""

    password: str = Field(repr=False, description="of the superuser")


class TemporalEngineSettings(EngineSettings):
    """Temporal in a container."""

    codec_endpoint: str | None = Field(default=None, description="where the Temporal UI has payloads decoded")


def inherited_environment() -> dict[str, str]:
    """The part of this process's environment that children get."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}


def maven_repository() -> Path:
    """The user's Maven repository, where jars of all programs lie (M2_REPO moves it)."""
    return Path(os.environ.get("M2_REPO", Path.home() / ".m2" / "repository"))


def port_overrides() -> dict[str, str]:
    """All `ONETRIP_<NAME>_PORT` that are set, by lower-case name."""
    prefix, suffix = "ONETRIP_", "_PORT"
    return {
        key[len(prefix) : -len(suffix)].lower(): value
        for key, value in os.environ.items()
        if key.startswith(prefix) and key.endswith(suffix)
    }
