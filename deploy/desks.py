"""Desks 工位: where people run commands on a cluster, each with what its commands need and no more (decision 0044)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.keeping.settings import TermSettings
from deploy.named import DatabasesSettings
from runtime.settings import PREFIX, PseudonymSettings, SealingSettings
from services.verification.settings import AnchorsSettings
from workflows.engine.temporal_client import TemporalClientSettings


class MaterialsSettings(BaseSettings):
    """Where uploads are, for who takes them out for the archive."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    materials_url: str = Field(description="where uploads are kept: file:///folder or s3://bucket/prefix")


class OperatorSettings(DatabasesSettings, TemporalClientSettings, SealingSettings, AnchorsSettings):
    """Of the operator's desk: what keeps matters moving, and what is counted."""


class KeeperSettings(DatabasesSettings, SealingSettings, PseudonymSettings, TermSettings, MaterialsSettings):
    """Of the keeper's desk: archive, retention, keys. What is done there cannot be undone."""


@dataclass(frozen=True)
class Desk:
    """What a desk is told, and the roles of which it has the logins."""

    settings: type[DatabasesSettings]
    roles: tuple[str, ...]

    def check(self, found: DatabasesSettings) -> None:
        """Raises StackError for the first role whose login is not there."""
        for role in self.roles:
            found.database_url(role)


DESKS: Mapping[str, Desk] = {
    "operator": Desk(OperatorSettings, ("intake", "verification", "approval", "notification", "process")),
    "keeper": Desk(KeeperSettings, ("intake", "verification", "approval", "notification", "keys")),
}
