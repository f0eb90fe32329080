"""An installation that the environment names: where its databases and its gateway are. Loads no driver."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.local.errors import StackError
from runtime.settings import PREFIX

GATEWAY = "where frontends call"


class _Base(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)


class NamedSettings(_Base):
    """Whether commands are about an installation that is named, and not about the local stack."""

    database_urls: Path | None = None
    gateway_url: str | None = None

    @property
    def named(self) -> bool:
        """Either of them is enough: there are commands that need no more."""
        return bool(self.database_urls or self.gateway_url)


class DatabasesSettings(_Base):
    """Where roles connect."""

    database_urls: Path = Field(description="folder with each role's DSN in a file of its name")

    def database_url(self, role: str) -> str:
        """Where a role connects. Raises StackError for one that has no file."""
        path = self.database_urls / role
        if not path.is_file():
            raise StackError(
                f"{self.database_urls} has no file {role}: this command is run elsewhere (docs/operate/commands.md)"
            )
        return path.read_text().strip()


class CallerSettings(_Base):
    """Of commands that call the gateway as a person does, with a token of whoever issues them there."""

    gateway_url: str = Field(description=GATEWAY)
    caller_token: str = Field(repr=False, description="a supervisor's access token, for commands that call the gateway")
