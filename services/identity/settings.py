"""Settings of the development issuer."""

from typing import Literal

from pydantic import Field

from runtime.settings import ProcessSettings, PseudonymSettings


class Settings(ProcessSettings, PseudonymSettings):
    """It signs whatever it is asked to, so it does not run in production: there, name your own issuer."""

    environment: Literal["local", "test"]
    http_address: str
    token_issuer: str
    token_audience: str
    token_signing_key: str = Field(repr=False)
