"""`onetrip doctor` looks at every disk on which the local stack keeps something."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.commands.doctor import local_places
from deploy.local.stack import FOLDERS


def test_every_folder_in_which_the_local_stack_keeps_something_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONETRIP_STATE_DIR", str(tmp_path))
    kept = {tmp_path / name for name in ("postgres", "anchors", *FOLDERS)}
    assert {tmp_path, *kept} <= set(local_places().folders)
