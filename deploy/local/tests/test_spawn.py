"""Starting a child: by a program between fork and exec, never by Python in a copy of this process."""

import os
import subprocess
from pathlib import Path

import pytest

from deploy.local.spawn import run_as, spawn
from deploy.local.steps import Launch


def test_the_child_is_the_program_itself_when_spawn_returns(tmp_path: Path) -> None:
    child = spawn(Launch(["/bin/sleep", "60"], {}, tmp_path), tmp_path / "log")
    try:
        assert Path(f"/proc/{child.pid}/cmdline").read_bytes() == b"/bin/sleep\x0060\x00"
        assert os.getsid(child.pid) == child.pid
    finally:
        child.kill()
        child.wait()


def test_what_cannot_be_executed_says_why(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="/no/such/program: No such file or directory"):
        spawn(Launch(["/no/such/program"], {}, tmp_path), tmp_path / "log")


def test_a_short_program_gets_its_arguments_and_answers(tmp_path: Path) -> None:
    answer = subprocess.run(run_as(None, ["/bin/echo", "-n", "a b"]), capture_output=True, text=True, check=True)
    assert answer.stdout == "a b"
    missing = subprocess.run(run_as(None, ["/no/such/program"]), capture_output=True, text=True, check=False)
    assert (missing.returncode, missing.stderr) == (127, "/no/such/program: No such file or directory\n")
