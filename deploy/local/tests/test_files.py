"""Files and folders that are there whole or not at all."""

import stat
from pathlib import Path

import pytest

from deploy.local.files import UNFINISHED, built_aside, write_atomically


def test_a_folder_has_its_name_only_when_it_was_finished(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with pytest.raises(RuntimeError), built_aside(folder) as aside:
        aside.mkdir()
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with built_aside(folder) as aside:
        aside.mkdir()
        (aside / "file").write_text("x")
    assert (folder / "file").read_text() == "x"


def test_what_a_killed_attempt_left_is_removed(tmp_path: Path) -> None:
    leftover = tmp_path / f"data{UNFINISHED}12345"
    leftover.mkdir()
    (leftover / "half").write_text("x")
    with built_aside(tmp_path / "data") as aside:
        aside.mkdir()
    assert not leftover.exists()


def test_a_file_is_replaced_whole_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_atomically(path, "one", mode=0o600)
    write_atomically(path, "two", mode=0o600)
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
