"""Verification over the real database of its tests, and a person with evidence to reuse."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.verification.tests.evidence.desk import Desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """Verification over a real database, on 25 November 2026. Tests share the schema; each desk has its person."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=4) as pool:
        yield Desk(pool)
