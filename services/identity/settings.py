"""Settings of the development issuer."""

from pydantic import Field, field_validator

from runtime.settings import ProcessSettings, PseudonymSettings


class Settings(ProcessSettings, PseudonymSettings):
    """It signs whatever it is asked to, so it does not run in production: there, name your own issuer."""

    http_address: str = Field(description="host:port where the development issuer listens")
    token_issuer: str = Field(description="the issuer in the tokens that it signs")
    token_audience: str = Field(description="the audience in them")
    token_signing_key: str = Field(repr=False, description="PEM of the private EC key that signs them")

    @field_validator("environment")
    @classmethod
    def _not_production(cls, value: str) -> str:
        if value == "prod":
            raise ValueError("must not be prod: the development issuer signs tokens for anyone who asks")
        return value
