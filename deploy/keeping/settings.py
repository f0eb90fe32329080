"""Settings of what ends by the clock."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.keeping.retention import YEARS
from runtime.settings import PREFIX


class TermSettings(BaseSettings):
    """How long what is known about people is kept, and in which zone its years begin."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    time_zone: str = Field(default="Asia/Shanghai", description="IANA zone in which days begin and end")
    retention_years: int = Field(
        default=YEARS,
        ge=1,
        le=100,
        description="full years for which what is known about people is kept where the item says nothing else",
    )


class RetentionSettings(TermSettings):
    """Logins: intake's and verification's to find what is over, approval's for its old answers, the keys' owner's to
    destroy.
    """

    intake_database_url: str = Field(repr=False, description="DSN of intake's role, for what ends by the clock")
    verification_database_url: str = Field(repr=False, description="DSN of verification's role, for the same")
    approval_database_url: str = Field(repr=False, description="DSN of approval's role, for the same")
    keys_database_url: str = Field(repr=False, description="DSN of the keys' owner: the only one who can destroy any")
