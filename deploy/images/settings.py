"""How images are built here, read once from the environment."""

import shlex
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from deploy.local.settings import PROJECT_DIR


def _words(value: Any) -> Any:
    return tuple(shlex.split(value)) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class ImageSettings(BaseSettings):
    """`ONETRIP_IMAGE_…`: the program that builds, what it builds on, and where the archives go."""

    model_config = SettingsConfigDict(env_prefix="ONETRIP_IMAGE_", frozen=True)

    builder: Words = Field(default=("buildah",), description="buildah, with its global options")
    base: str = Field(default="docker.io/library/debian:12-slim", description="any Debian 12 image")
    build_options: Words = Field(default=(), description='options of `build`, such as "--network host"')
    folder: Path = Field(default=PROJECT_DIR / ".onetrip" / "images", description="where archives are written")
    registry: str = Field(default="localhost", description="the first part of the images' names")
