"""Operators' commands on Kubernetes: by the shell of docs/operate/commands.md, with what a desk there knows."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from deploy.local.settings import PROJECT_DIR
from deploy.local.stack import Stack
from tests.e2e.conftest import Enter
from tests.e2e.filing import CONTRADICTING, filed
from tests.e2e.test_commands import FAILED, OK, desk_settings

PAGE = PROJECT_DIR / "docs" / "operate" / "commands.md"
# A cluster in which the one desk is open, and has the environment that it was asked with.
KUBECTL = """#!/bin/sh
test "$1 $2 $3 $4 $5 $6" = "-n onetrip exec -i job/operator-li --" && shift 6 && exec "$@"
"""

Shell = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def shell(stack: Stack, tmp_path: Path) -> Shell:
    """Run `onetrip …` as whoever took the page's function into their shell: its exit code, and what it said."""
    function = re.findall(r"^onetrip\(\) .*?\}", PAGE.read_text(encoding="utf-8"), re.MULTILINE)[0]
    kubectl = tmp_path / "kubectl"
    kubectl.write_text(KUBECTL, encoding="utf-8")
    kubectl.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, **desk_settings(stack, tmp_path / "database"), "PATH": path}

    async def run(*words: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            *("bash", "-eu", "-c", f'{function}\nonetrip "$@"', "onetrip", *words),
            cwd=PROJECT_DIR,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    return run


async def test_what_stands_still_is_seen_and_moved_on_by_whoever_says_their_name(shell: Shell, enter: Enter) -> None:
    application_id = (await filed(await enter("graduate-0067"), answers=CONTRADICTING))["id"]
    async with asyncio.timeout(120):
        while True:
            code, listed = await shell("ops", "list", "--where", "WaitsFor = 'department'")
            assert code == OK, listed
            if application_id in listed:
                break
    end = ("ops", "end", application_id, "--ground", "applicant-gone", "--reason", "申请人已注销")
    code, said = await shell(*end)
    assert (code, "--by" in said) == (FAILED, True), said
    code, said = await shell(*end, "--by", "值班员")
    assert code == OK, said


async def test_what_is_counted_and_what_is_parked_is_seen_and_what_is_anothers_desk_is_said(shell: Shell) -> None:
    for words in (("report", "visits", "--json"), ("dlq", "list", "--json"), ("proactive", "status", "--json")):
        code, said = await shell(*words)
        assert code == OK, said
    code, said = await shell("keys", "status")
    assert (code, "no file keys" in said) == (FAILED, True), said
