from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtime.tests.engines import Engines


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """PostgreSQL and Kafka, once for all tests of this folder."""
    engines = Engines(tmp_path_factory.mktemp("engines"))
    engines.start()
    yield engines
    engines.stop()
