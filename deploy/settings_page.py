"""Writes docs/operate/settings.md, the table of every setting, from the code: `make settings`.

`PROGRAMS` says what each program reads; a test holds it against the manifests (tests/k8s/test_settings.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from deploy.desks import DESKS
from deploy.images.settings import ImageSettings
from deploy.installation import InstallationSettings
from deploy.k8s.settings import SmokeSettings
from deploy.keeping.settings import RetentionSettings
from deploy.local.settings import (
    PROJECT_DIR,
    EngineSettings,
    LocalSettings,
    PostgresEngineSettings,
    TemporalEngineSettings,
)
from deploy.named import CallerSettings
from deploy.setup import settings as setup
from runtime.settings import DatabaseSettings
from services.approval.settings import Settings as Approval
from services.gateway.drain import DrainSettings
from services.gateway.render import Environment as Gateway
from services.identity.settings import Settings as Identity
from services.intake.settings import Settings as Intake
from services.notification.settings import Settings as Notification
from services.registers.settings import SeedSettings
from services.registers.settings import Settings as Registers
from services.verification.settings import AuditSettings as Audit
from services.verification.settings import Settings as Verification
from workflows.codec_settings import CodecServerSettings
from workflows.settings import Settings as Workflows

PAGE = PROJECT_DIR / "docs" / "operate" / "settings.md"
PROGRAMS: Mapping[str, type[BaseSettings]] = {
    "services.registers.main": Registers,
    "services.intake.main": Intake,
    "services.verification.main": Verification,
    "services.verification.audit": Audit,
    "services.approval.main": Approval,
    "services.notification.main": Notification,
    "workflows.main": Workflows,
    "workflows.codec_server": CodecServerSettings,
    "services.identity.main": Identity,
    "services.gateway.render": Gateway,
    "services.gateway.drain": DrainSettings,
    "services.registers.seed": SeedSettings,
    "services.intake.load_catalog": DatabaseSettings,
    "deploy.keeping": RetentionSettings,
    "deploy.local.engines postgres": PostgresEngineSettings,
    "deploy.local.engines kafka": EngineSettings,
    "deploy.local.engines temporal": TemporalEngineSettings,
    "deploy.setup roles": setup.RolesSettings,
    "deploy.setup migrate": setup.MigrateSettings,
    "deploy.setup topics": setup.TopicsSettings,
    "deploy.setup temporal": setup.TemporalSettings,
    "deploy.setup worker-version": setup.VersionSettings,
    "deploy.setup wait": setup.WaitSettings,
    "cli.main doctor": InstallationSettings,
    "cli.main reconcile": InstallationSettings,
    **{f"cli.main desk {name}": desk.settings for name, desk in DESKS.items()},
}
TOOLS: Mapping[str, type[BaseSettings]] = {
    "onetrip report": CallerSettings,
    "onetrip rules": CallerSettings,
    "make up": LocalSettings,
    "make k8s-images": ImageSettings,
    "make k8s-smoke": SmokeSettings,
}
_HEAD = """# Settings

Every variable that a program of OneTrip reads, made from the code by `make settings`. A program reads its settings
once, when it starts, tells all errors at once by name, never by value, and ends with code 78. A secret has no default.

The local stack (`make up`) sets all of them but those of its own; its ports are `ONETRIP_<NAME>_PORT`. On Kubernetes
they come from the ConfigMap `settings` and from Secrets (docs/operate/install.md).
"""


@dataclass(frozen=True)
class Setting:
    """One variable as one program knows it. `default`: None where it has to be set."""

    variable: str
    meaning: str
    default: str | None
    secret: bool


def settings_of(cls: type[BaseSettings]) -> Iterator[Setting]:
    """The settings of a class, in its order."""
    prefix = cls.model_config.get("env_prefix", "")
    for name, field in cls.model_fields.items():
        variable = str(field.validation_alias or f"{prefix}{name}").upper()
        yield Setting(variable, field.description or "", _default(field), not field.repr)


def page() -> str:
    """The page."""
    return "\n".join([_HEAD, *_table("Programs", PROGRAMS), "", *_table("Tools of who deploys", TOOLS), ""])


def _table(title: str, programs: Mapping[str, type[BaseSettings]]) -> list[str]:
    readers: dict[Setting, list[str]] = {}
    for program, cls in programs.items():
        for setting in settings_of(cls):
            readers.setdefault(setting, []).append(program)
    lines = [f"## {title}", "", "| variable | what it is | without it | read by |", "| --- | --- | --- | --- |"]
    for setting in sorted(readers, key=lambda each: (each.variable, each.meaning)):
        without = "**has to be set**" if setting.default is None else setting.default
        secret = " (secret)" if setting.secret else ""
        by = ", ".join(f"`{name}`" for name in readers[setting])
        lines.append(f"| `{setting.variable}` | {setting.meaning}{secret} | {without} | {by} |")
    return lines


def _default(field: FieldInfo) -> str | None:
    if field.is_required():
        return None
    value: Any = field.default
    if value in (None, "", ()):
        return "none"
    if isinstance(value, Path) and value.is_relative_to(PROJECT_DIR):
        return f"`{value.relative_to(PROJECT_DIR)}` of the project"
    return f"`{' '.join(value) if isinstance(value, tuple) else value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"written to {PAGE.relative_to(PROJECT_DIR)}")
