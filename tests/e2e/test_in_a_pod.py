"""Operators' commands on Kubernetes: in a pod, by the shell function of docs/operate/stuck, with the settings there."""

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

PAGE = PROJECT_DIR / "docs" / "operate" / "stuck" / "README.md"
OK, FAILED, USAGE = 0, 1, 2
# A cluster in which every pod has the environment that it was asked with.
KUBECTL = """#!/bin/sh
test "$1 $2" = "-n onetrip" || exit 1
case "$3" in
  get) echo pod/one ;;
  exec) test "$4 $5 $6 $7" = "pod/one -c process --" && shift 7 && exec "$@" ;;
esac
"""

Inside = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def inside(stack: Stack, tmp_path: Path) -> Inside:
    """Run `onetrip …` as whoever took the page's function into their shell: its exit code, and what it said."""
    (function,) = re.findall(
        r"^```sh\n(onetrip\(\) .*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    kubectl = tmp_path / "kubectl"
    kubectl.write_text(KUBECTL, encoding="utf-8")
    kubectl.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"]])

    async def run(part: str, *words: str) -> tuple[int, str]:
        shell = await asyncio.create_subprocess_exec(
            *("bash", "-eu", "-c", f'{function}\nonetrip "$@"', "onetrip", *words),
            cwd=PROJECT_DIR,
            env={**os.environ, **stack.environment.of(part), "PATH": path, "ONETRIP_STATE_DIR": str(tmp_path)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await shell.communicate()
        return shell.returncode or 0, said.decode()

    return run


async def test_what_stands_still_is_seen_and_moved_on_by_whoever_says_their_name(inside: Inside, enter: Enter) -> None:
    application_id = (await filed(await enter("graduate-0067"), answers=CONTRADICTING))["id"]
    async with asyncio.timeout(120):
        while True:
            code, listed = await inside("workflows", "ops", "list", "--where", "WaitsFor = 'department'")
            assert code == OK, listed
            if application_id in listed:
                break
    end = ("ops", "end", application_id, "--ground", "applicant-gone", "--reason", "申请人已注销")
    code, said = await inside("workflows", *end)
    assert (code, "--by" in said) == (USAGE, True), said
    code, said = await inside("workflows", *end, "--by", "值班员")
    assert code == OK, said


async def test_of_the_messages_that_are_parked_a_pod_sees_those_of_its_part(inside: Inside) -> None:
    code, said = await inside("intake", "dlq", "list")
    assert code == OK, said
    code, said = await inside("intake", "dlq", "replay", "approval", "--all")
    assert (code, "settings of intake" in said) == (FAILED, True), said
