"""Settings of the development issuer."""

from pydantic import Field, field_validator

from runtime.settings import ProcessSettings, PseudonymSettings


class Settings(ProcessSettings, PseudonymSettings):
    """It signs whatever it is asked to, so it does not run in production: there, name your own issuer."""

    http_address: str
    token_issuer: str
    token_audience: str
    token_signing_key: str = Field(repr=False)

    @field_validator("environment")
    @classmethod
    def _not_production(cls, value: str) -> str:
        if value == "prod":
            raise ValueError("must not be prod: the development issuer signs tokens for anyone who asks")
        return value
