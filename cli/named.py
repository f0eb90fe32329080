"""An installation that the environment names: `ONETRIP_DATABASE_URLS` for what is done in its databases, and its keys,
`ONETRIP_GATEWAY_URL` for what is asked of its gateway.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cli.errors import CommandFailed
from cli.installation import Installation, TemporalPlace
from deploy.named import CallerSettings, DatabasesSettings
from runtime.settings import PseudonymSettings, SealingSettings, load

if TYPE_CHECKING:
    from cli.client import Caller
    from deploy.keeping.settings import TermSettings
    from services.verification.settings import AnchorsSettings


class Named(Installation):
    """As the settings have it (docs/operate/settings.md)."""

    def database_url(self, schema: str) -> str:
        """In the file of the role's name. Raises StackError for a role that has no login here."""
        return load(DatabasesSettings).database_url(schema)

    @property
    def temporal(self) -> TemporalPlace:
        """`ONETRIP_TEMPORAL_…`."""
        from workflows.engine.temporal_client import TemporalClientSettings  # noqa: PLC0415 - takes a second to load

        told = load(TemporalClientSettings)
        return TemporalPlace(told.temporal_address, told.temporal_namespace, told.temporal_certificates)

    @property
    def sealing(self) -> SealingSettings:
        """`ONETRIP_SEALING_KEYS` and what belongs to them."""
        return load(SealingSettings)

    @property
    def pseudonym_key(self) -> bytes:
        """`ONETRIP_PSEUDONYM_KEY`."""
        return load(PseudonymSettings).pseudonym_key

    @property
    def term(self) -> TermSettings:
        """`ONETRIP_TIME_ZONE`, `ONETRIP_RETENTION_YEARS`."""
        from deploy.keeping.settings import TermSettings  # noqa: PLC0415 - the messages take a moment to load

        return load(TermSettings)

    @property
    def anchors(self) -> AnchorsSettings:
        """`ONETRIP_ACCESS_ANCHORS_…`."""
        from services.verification.settings import AnchorsSettings  # noqa: PLC0415 - only what looks at the log

        return load(AnchorsSettings)

    @property
    def materials_url(self) -> str:
        """`ONETRIP_MATERIALS_URL`."""
        from deploy.desks import MaterialsSettings  # noqa: PLC0415 - takes a second to load

        return load(MaterialsSettings).materials_url

    def account(self, by: str) -> str:
        """Who is meant: a pod's account is nobody's."""
        if not by:
            raise CommandFailed("say who acts, for the audit: --by")
        return by

    @asynccontextmanager
    async def supervisor(self) -> AsyncIterator[Caller]:
        """Whose token `ONETRIP_CALLER_TOKEN` is."""
        from cli.client import Gateway  # noqa: PLC0415 - the messages take a moment to load

        told = load(CallerSettings)
        async with Gateway(told.gateway_url, "") as gateway:
            yield gateway.bearing(told.caller_token)
